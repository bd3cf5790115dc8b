using Signalbox.Configuration;
using Signalbox.Hosting;

namespace Signalbox.Rebuilds;

/// <summary>Adds the rebuilding of all projections.</summary>
internal static class RebuildHosting
{
    /// <summary>Processes with the API record rebuilds, those with grains carry them out. Call after streams and replays were added.</summary>
    internal static void AddRebuilds(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<RebuildOptions, RebuildOptionsValidator>("Rebuilds");
        services.AddSingleton<PostgresRebuildStore>();
        if (roles.HasFlag(Roles.Api))
        {
            services.AddSingleton<IRebuilds>(static s => s.GetRequiredService<PostgresRebuildStore>());
        }

        if (roles.HasFlag(Roles.Grains))
        {
            services.AddSingleton<IConfigurationPart, ExchangedRows>();
            services.AddSingleton<ShadowRebuild>();
            services.AddHostedService<RebuildRunner>();
        }
    }
}
