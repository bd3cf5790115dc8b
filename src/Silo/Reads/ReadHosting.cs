using Signalbox.Hosting;

namespace Signalbox.Reads;

/// <summary>Adds the reads that confirm what events signalled.</summary>
internal static class ReadHosting
{
    /// <summary>Only where grains run: they read. Call after the grains and the calls have been added.</summary>
    internal static void AddReads(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<ReadOptions, ReadOptionsValidator>("Reads", new ReadOptionsRules());
        if (!roles.HasFlag(Roles.Grains))
        {
            return;
        }

        services.AddSingleton<IObjectReader, StripeObjectReader>();
        services.AddSingleton<PostgresReadTargets>();
        services.AddSingleton<IReadTargets>(static s => s.GetRequiredService<PostgresReadTargets>());
        services.AddSingleton<ReadMetrics>();
        services.AddSingleton<ObjectReads>();
        services.AddHostedService<SettlingScan>();
    }
}
