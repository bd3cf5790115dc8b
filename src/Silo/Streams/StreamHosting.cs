using Orleans.Hosting;
using Signalbox.Deliveries;
using Signalbox.Hosting;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Publishing;
using Signalbox.Recovery;

namespace Signalbox.Streams;

/// <summary>Adds the path of an event from the append queue to the projections.</summary>
internal static class StreamHosting
{
    /// <summary>
    /// Adds journal, grains' services, committer and recovery, as the roles ask. Hosted services stop in the reverse order of their
    /// registration, and an event must be able to finish its way: so the committer comes first, then the grains' host, then those who hand
    /// events to the grains.
    /// </summary>
    internal static void AddStreams(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<CommitOptions, CommitOptionsValidator>("Commits");
        services.AddSignalboxOptions<StreamOptions, StreamOptionsValidator>("Streams");
        services.AddSignalboxOptions<RecoveryOptions, RecoveryOptionsValidator>("Recovery");
        services.AddSignalboxOptions<JournalOptions, JournalOptionsValidator>("Journal");
        if (roles.HasFlag(Roles.Grains))
        {
            builder.AddGrains();
        }
        else
        {
            services.AddSingleton<IStreamDispatcher, RemoteGrains>();
        }

        // In every process: those with the API append what webhooks bring, those with grains what webhooks missed.
        services.AddSingleton<JournalMetrics>();
        services.AddSingleton<Func<IJournalStore>>(static s => () => new PostgresJournalStore(s.GetRequiredService<HotConnections>()));
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<IJournal>(static s => s.GetRequiredService<JournalWriter>());
        services.AddSingleton<IOwnEvents, SignalboxEvents>();
        services.AddHostedService(static s => s.GetRequiredService<JournalWriter>());
        if (roles.HasFlag(Roles.Grains))
        {
            services.AddSingleton<RecoveryStore>();
            services.AddHostedService<RecoveryScan>();
        }

        services.AddHostedService<PartitionMaintenance>();
    }

    private static void AddGrains(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PostgresCommitStore>();
        services.AddSingleton<Committer>();
        services.AddSingleton<ICommitter>(static s => s.GetRequiredService<Committer>());
        services.AddHostedService(static s => s.GetRequiredService<Committer>());
        services.AddSingleton<DeliveryWakes>();
        services.AddSingleton<DeliveryLedger>();
        services.AddHostedService(static s => s.GetRequiredService<DeliveryLedger>());

#pragma warning disable RS0030 // The one place where chance comes in; the shared instance is the one that is safe for concurrent use.
        services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
        services.AddSingleton<IStreamStore, PostgresStreamStore>();
        services.AddSingleton<IObjectStore, PostgresObjectStore>();
        services.AddSingleton<IStreamRules, StreamRules>();
        services.AddSingleton<EntryBudget>();
        services.AddSingleton<StreamMetrics>();
        services.AddSingleton<RowGeneration>();
        services.AddSingleton<StreamServices>();
        services.AddSingleton<IStreamDispatcher, StreamDispatcher>();
        builder.UseOrleans(static silo => silo.UseLocalhostClustering());
    }

    /// <summary>In a process without grains: those of other processes find what was appended by their recovery scan.</summary>
    private sealed class RemoteGrains : IStreamDispatcher
    {
        public void Offer(string stream, IReadOnlyList<JournalEntry> entries)
        {
        }

        public void Wake(string stream)
        {
        }
    }
}
