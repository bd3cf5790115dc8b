using Npgsql;
using Signalbox.Hosting;
using Signalbox.Sources;

namespace Signalbox.Postgres;

/// <summary>Puts the database into the container.</summary>
internal static class PostgresExtensions
{
    /// <summary>
    /// Adds <see cref="NpgsqlDataSource"/>, <see cref="DatabaseGate"/>, and whatever keeps them true: the embedded server unless the
    /// settings name another one, the migrations, the watch.
    /// </summary>
    internal static void AddPostgres(this IHostApplicationBuilder builder, SignalboxSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton<DatabaseGate>();
        builder.AddConfiguration();
        services.AddSingleton(static provider => new Migrator(Migration.ReadAll(), provider.GetRequiredService<ILogger<Migrator>>()));
        if (settings.Database is { } server)
        {
            services.AddDatabase(_ => ConnectionStrings.ForServer(server), mayCreate: false);
        }
        else
        {
            services.AddSingleton(static provider => ClusterLocation.Resolve(provider.GetRequiredService<DataFolder>()));
            services.AddSingleton(provider => new EmbeddedPostgres(
                provider.GetRequiredService<ClusterLocation>(), settings.PostgresBin, provider.GetRequiredService<DatabaseGate>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EmbeddedPostgres>>()));
            services.AddHostedService<EmbeddedPostgresLifetime>();
            services.AddDatabase(static provider => ConnectionStrings.ForEmbedded(provider.GetRequiredService<ClusterLocation>()), mayCreate: true);
        }

        services.AddHostedService<DatabaseWatch>();
    }

    /// <summary>Takes the data folder and decides where the database is: before the host starts, which would log these faults with a stack trace.</summary>
    /// <exception cref="StartupException">The data folder is in use, or the existing database cannot be reached.</exception>
    internal static void PrepareDatabase(this IServiceProvider services)
    {
        services.GetRequiredService<DataFolder>();
        services.GetRequiredService<NpgsqlDataSource>();
    }

    private static void AddDatabase(this IServiceCollection services, Func<IServiceProvider, string> connectionString, bool mayCreate)
    {
        services.AddSingleton(provider => new DatabaseSession(connectionString(provider), mayCreate, provider.GetRequiredService<Migrator>()));
        services.AddSingleton(provider => new HotConnections(connectionString(provider)));
        services.AddSingleton(provider => new NpgsqlDataSourceBuilder(connectionString(provider)).UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>()).Build());
    }
}
