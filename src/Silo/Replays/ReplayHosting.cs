using Signalbox.Hosting;

namespace Signalbox.Replays;

/// <summary>Adds the applying of events once more.</summary>
internal static class ReplayHosting
{
    /// <summary>Processes with the API record replays, those with grains carry them out. Call after streams were added.</summary>
    internal static void AddReplays(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<ReplayOptions, ReplayOptionsValidator>("Replays");
        services.AddSingleton<PostgresReplayStore>();
        if (roles.HasFlag(Roles.Api))
        {
            services.AddSingleton<IReplays>(static s => s.GetRequiredService<PostgresReplayStore>());
        }

        if (roles.HasFlag(Roles.Grains))
        {
            services.AddSingleton<IReplayStore>(static s => s.GetRequiredService<PostgresReplayStore>());
            services.AddSingleton<IReapplier, GrainReapplier>();
            services.AddSingleton<ReplayPages>();
            services.AddSingleton<LiveTraffic>();
            services.AddSingleton<ReplayMetrics>();
            services.AddHostedService<ReplayRunner>();
        }
    }
}
