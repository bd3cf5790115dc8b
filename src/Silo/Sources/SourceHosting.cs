using Signalbox.Configuration;
using Signalbox.Destinations;
using Signalbox.Hosting;
using Signalbox.Providers;
using Signalbox.Publishing;
using Signalbox.Secrets;

namespace Signalbox.Sources;

/// <summary>Adds the keys of secrets, and the sources and destinations that the API makes.</summary>
internal static class SourceHosting
{
    /// <summary>What every process has: it opens secrets, and knows all sources and destinations. Call before the database is added, which waits for them.</summary>
    internal static void AddConfiguration(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(static s => MasterKeys.Open(s.GetRequiredService<SignalboxSettings>().MasterKey, s.GetRequiredService<DataFolder>()));
        services.AddSingleton<DataKeys>();
        services.AddSingleton<Vault>();
        services.AddSingleton<IConfigurationPart>(static s => s.GetRequiredService<DataKeys>());
        services.AddSingleton<IConfigurationPart, DefinitionConfiguration>();
        services.AddSingleton<IConfigurationPart, SourceConfiguration>();
        services.AddSingleton<DestinationDirectory>();
        services.AddSingleton<IDestinations>(static s => s.GetRequiredService<DestinationDirectory>());
        services.AddSingleton<DestinationVault>();
        services.AddSingleton<IConfigurationPart, DestinationConfiguration>();
        services.AddSingleton<EventTypeDirectory>();
        services.AddSingleton<IConfigurationPart>(static s => s.GetRequiredService<EventTypeDirectory>());
        services.AddSingleton<ConfigurationWatch>();
        services.AddHostedService(static s => s.GetRequiredService<ConfigurationWatch>());
        services.AddHostedService<Resealing>();
    }

    /// <summary>Processes with the API change sources and count what their secrets verify.</summary>
    internal static void AddSources(this WebApplicationBuilder builder, Roles roles)
    {
        if (roles.HasFlag(Roles.Api))
        {
            builder.Services.AddSingleton<ISources, PostgresSources>();
            builder.Services.AddSingleton<IStoredDefinitions, StoredDefinitions>();
            builder.Services.AddSingleton<IDestinationAdmin, PostgresDestinations>();
            builder.Services.AddSingleton<IEventTypes, PostgresEventTypes>();
            builder.Services.AddSingleton<IKeyRing, PostgresKeyRing>();
            builder.Services.AddHostedService<SecretUseWriter>();
        }
    }
}
