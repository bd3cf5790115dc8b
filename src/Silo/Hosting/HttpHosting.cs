using Signalbox.Calls;
using Signalbox.Care;
using Signalbox.Health;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Storage;
using Signalbox.Streams;

namespace Signalbox.Hosting;

/// <summary>Adds and maps what a process of these roles answers over HTTP.</summary>
internal static class HttpHosting
{
    internal static void AddHttp(this WebApplicationBuilder builder, Roles roles)
    {
        builder.AddApiBase();
        var services = builder.Services;
        services.AddSingleton<IReadinessCheck, DatabaseReadiness>();
        if (roles.HasFlag(Roles.Api))
        {
            builder.AddApi();
            services.AddSingleton<IStreamQueries, PostgresStreamQueries>();
            services.AddSingleton<IEventQueries, PostgresEventQueries>();
            services.AddSingleton<IProjectionQueries, PostgresProjectionQueries>();
            services.AddSingleton<IDeadLetterQueries, PostgresDeadLetterQueries>();
            services.AddSingleton<IStorageQueries, PostgresStorageQueries>();
            services.AddSingleton<IProviderQueries, PostgresProviderQueries>();
        }
    }

    internal static void MapHttp(this WebApplication app, Roles roles)
    {
        app.UseProxies();
        app.MapApiBase();
        if (roles.HasFlag(Roles.Api))
        {
            app.MapApi();
        }
    }
}
