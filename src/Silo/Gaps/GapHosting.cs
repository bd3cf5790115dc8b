using Signalbox.Hosting;
using Signalbox.Providers;

namespace Signalbox.Gaps;

/// <summary>Adds the search for events that no webhook brought.</summary>
internal static class GapHosting
{
    /// <summary>Processes with grains search; those with the API tell how far the search is. Call after streams and calls were added.</summary>
    internal static void AddGaps(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<GapOptions, GapOptionsValidator>("Gaps");
        services.AddSingleton<PostgresGapStore>();
        services.AddSingleton<IGapQueries>(static s => s.GetRequiredService<PostgresGapStore>());
        if (roles.HasFlag(Roles.Grains))
        {
            services.AddSingleton<IProviderAccounts, PostgresProviderAccounts>();
            services.AddSingleton<AccountIdentity>();
            services.AddSingleton<IEventList, StripeEventList>();
            services.AddSingleton<IGapStore>(static s => s.GetRequiredService<PostgresGapStore>());
            services.AddSingleton<GapMetrics>();
            services.AddSingleton<GapSearch>();
            services.AddHostedService<GapFinder>();
        }
    }
}
