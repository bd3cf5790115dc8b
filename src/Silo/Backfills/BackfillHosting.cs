using Signalbox.Hosting;

namespace Signalbox.Backfills;

/// <summary>Adds the reading of existing accounts.</summary>
internal static class BackfillHosting
{
    /// <summary>Processes with the API record backfills, those with grains carry them out. Call after calls and the search for gaps were added.</summary>
    internal static void AddBackfills(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<BackfillOptions, BackfillOptionsValidator>("Backfills");
        services.AddSingleton<PostgresBackfillStore>();
        if (roles.HasFlag(Roles.Api))
        {
            services.AddSingleton<IBackfills, AccountBackfills>();
        }

        if (roles.HasFlag(Roles.Grains))
        {
            services.AddSingleton<IBackfillSource, StripeBackfillSource>();
            services.AddSingleton<IBackfillStore>(static s => s.GetRequiredService<PostgresBackfillStore>());
            services.AddSingleton<BackfillPages>();
            services.AddSingleton<BackfillMetrics>();
            services.AddHostedService<BackfillRunner>();
        }
    }
}
