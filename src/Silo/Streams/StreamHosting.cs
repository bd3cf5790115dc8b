using Orleans.Hosting;
using Signalbox.Hosting;
using Signalbox.Journal;
using Signalbox.Recovery;

namespace Signalbox.Streams;

/// <summary>Adds the path of an event from the append queue to the projections.</summary>
internal static class StreamHosting
{
    /// <summary>
    /// Adds journal, grains' services, committer and recovery. Hosted services stop in the reverse order of their registration, and an event
    /// must be able to finish its way: so the committer comes first, then the grains' host, then those who hand events to the grains.
    /// </summary>
    internal static void AddStreams(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<JournalOptions, JournalOptionsValidator>("Journal");
        services.AddSignalboxOptions<CommitOptions, CommitOptionsValidator>("Commits");
        services.AddSignalboxOptions<StreamOptions, StreamOptionsValidator>("Streams");
        services.AddSignalboxOptions<RecoveryOptions, RecoveryOptionsValidator>("Recovery");

        services.AddSingleton<PostgresCommitStore>();
        services.AddSingleton<Committer>();
        services.AddSingleton<ICommitter>(static s => s.GetRequiredService<Committer>());
        services.AddHostedService(static s => s.GetRequiredService<Committer>());

        services.AddSingleton<IStreamStore, PostgresStreamStore>();
        services.AddSingleton<IStreamRules, StreamRules>();
        services.AddSingleton<StreamMetrics>();
        services.AddSingleton<StreamServices>();
        services.AddSingleton<IStreamDispatcher, StreamDispatcher>();
        builder.UseOrleans(static silo => silo.UseLocalhostClustering());

        services.AddSingleton<AppendQueue>();
        services.AddSingleton<JournalMetrics>();
        services.AddSingleton<IJournalStore, PostgresJournalStore>();
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<IJournal>(static s => s.GetRequiredService<JournalWriter>());
        services.AddHostedService(static s => s.GetRequiredService<JournalWriter>());
        services.AddSingleton<RecoveryStore>();
        services.AddHostedService<RecoveryScan>();
        services.AddHostedService<PartitionMaintenance>();
    }
}
