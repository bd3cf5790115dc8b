using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Replays;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Replays;

/// <summary>A journal of customers' events that are applied, and the replay of them without a grain host.</summary>
internal sealed class ReplayFixture(TestDatabase database) : IReapplier, IDisposable
{
    private readonly PostgresJournalStore _journal = new(new HotConnections(database.ConnectionString));
    private readonly PostgresCommitStore _commits = new(new HotConnections(database.ConnectionString));
    private readonly PostgresStreamStore _streams = new(database.DataSource);

    internal PostgresReplayStore Store { get; } = new(database.DataSource);

    /// <summary>What was handed to grains.</summary>
    internal ConcurrentQueue<ReapplyRequest> Handed { get; } = [];

    /// <summary>What they answer; by default that they have applied it.</summary>
    internal Func<ReapplyRequest, ReapplyReport> Answer { get; set; } = static request => new ReapplyReport(request.Entries.Count, 0, request.DeadLetters.Count, 0, 0);

    /// <summary>Appends events about so many customers in turn, and applies them.</summary>
    internal void Append(int events, int customers)
    {
        foreach (var batch in Enumerable.Range(0, events).Chunk(500))
        {
            _journal.Append([.. batch.Select(n => Events.Incoming(
                $"evt_{n}", $"stripe/customer/cus_{n % customers}", "customer.updated", Body(n % customers, n)) with { OccurredAt = 1_700_000_000 + n })]);
        }
    }

    internal async Task ApplyAsync(string stream)
    {
        var position = await _streams.LoadAsync(stream, 4_096, default);
        if (position.Entries.Count > 0)
        {
            var key = StreamKey.Parse(stream);
            var fold = new StreamRebuild(key, StripeProjection.Instance, compact: false);
            fold.Add(position.Entries);
            _commits.Commit([new StreamCommit(stream, position.Applied, position.Entries[^1].Version, [.. fold.Freshest.Keys.Select(fold.RowOf)])]);
        }
    }

    internal ReplayPages Pages(int streamsAtOnce = 4) =>
        new(_streams, Rules.Instance, this, Options.Create(new ReplayOptions { StreamsAtOnce = streamsAtOnce }));

    internal Task<string> DigestAsync() => DigestAsync(database);

    /// <summary>Everything that the projections hold, in one number.</summary>
    internal static async Task<string> DigestAsync(TestDatabase database) => (string)(await database.ScalarAsync("""
        SELECT md5(string_agg(t, '|'))
        FROM   (SELECT md5(string_agg(c::text, '|' ORDER BY account, id)) AS t FROM customers c
                UNION ALL SELECT md5(string_agg(s::text, '|' ORDER BY account, id)) FROM subscriptions s
                UNION ALL SELECT md5(string_agg(i::text, '|' ORDER BY account, id)) FROM subscription_items i
                UNION ALL SELECT md5(string_agg(i::text, '|' ORDER BY account, id)) FROM invoices i
                UNION ALL SELECT md5(string_agg(p::text, '|' ORDER BY account, id)) FROM payment_intents p
                UNION ALL SELECT md5(string_agg(c::text, '|' ORDER BY account, id)) FROM charges c) x
        """))!;

    Task<ReapplyReport> IReapplier.ReapplyAsync(string stream, ReapplyRequest request, CancellationToken cancellationToken)
    {
        Handed.Enqueue(request);
        return Task.FromResult(Answer(request));
    }

    public void Dispose()
    {
        _journal.Dispose();
        _commits.Dispose();
    }

    private static string Body(int customer, int n) =>
        $$$$"""{"id":"evt_{{{{n}}}}","type":"customer.updated","data":{"object":{"id":"cus_{{{{customer}}}}","object":"customer","balance":{{{{n}}}}}}}""";

    private sealed class Rules : IStreamRules
    {
        internal static readonly Rules Instance = new();

        public IProjection ProjectionOf(string account) => StripeProjection.Instance;

        public bool CanRead(string account) => false;

        public bool HoldsOnDeadLetter(string account) => false;
    }
}
