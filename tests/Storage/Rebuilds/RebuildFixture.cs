using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Rebuilds;

/// <summary>A journal of all kinds of events that are applied to the live tables, and the rebuild of these without a host.</summary>
public abstract class RebuildFixture : IAsyncLifetime
{
    private PostgresJournalStore _journal = null!;
    private PostgresCommitStore _commits = null!;
    private PostgresStreamStore _streams = null!;

    private protected TestDatabase Database { get; private set; } = null!;

    private protected PostgresRebuildStore Store { get; private set; } = null!;

    private protected PostgresObjectStore Objects { get; private set; } = null!;

    private protected ShadowRebuild Rebuild { get; private set; } = null!;

    private protected RebuildRunner Runner { get; private set; } = null!;

    /// <summary>The digest of every table, by its name.</summary>
    private protected static IReadOnlyList<string> Tables => ShadowTable.Names;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        (_journal, _commits, _streams) = (new(new HotConnections(Database.ConnectionString)), new(new HotConnections(Database.ConnectionString)), new(Database.DataSource));
        (Store, Objects) = (new PostgresRebuildStore(Database.DataSource), new PostgresObjectStore(Database.DataSource));
        (Rebuild, Runner) = Process();
    }

    public async ValueTask DisposeAsync()
    {
        Runner.Dispose();
        _journal.Dispose();
        _commits.Dispose();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a process has that carries out rebuilds.</summary>
    private protected (ShadowRebuild Rebuild, RebuildRunner Runner) Process(TimeSpan? lease = null)
    {
        var options = Options.Create(new RebuildOptions { Share = 1, PageSize = 200, RetryWait = TimeSpan.FromMilliseconds(10), Lease = lease ?? TimeSpan.FromMinutes(1) });
        var rebuild = new ShadowRebuild(
            Store, new HotConnections(Database.ConnectionString), Rules.Instance, new LiveTraffic(QuietJournal.Instance, new EntryBudget(), TimeProvider.System), options, TimeProvider.System,
            NullLogger<ShadowRebuild>.Instance);
        return (rebuild, new RebuildRunner(Store, rebuild, Database.DataSource, new DatabaseGate(), options, TimeProvider.System, NullLogger<RebuildRunner>.Instance));
    }

    private protected async Task<RebuildState> RunAsync(bool dryRun = false)
    {
        var id = (await Store.StartAsync(dryRun, default))!.Id;
        await Runner.LookAsync(default);
        return (await Store.FindAsync(id, default))!;
    }

    private protected void Append(IEnumerable<JournalEntry> events)
    {
        foreach (var batch in events.Chunk(500))
        {
            _journal.Append([.. batch.Select(static e => new IncomingEvent(
                StreamKey.Parse(e.Stream).Account, e.EventId, e.Type, e.Stream, e.OccurredAt, DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_001), "User-Agent: test", e.Payload))]);
        }
    }

    /// <summary>Applies what waits, as the grains do that remember nothing.</summary>
    private protected async Task ApplyAsync(int most = 4_096)
    {
        foreach (var stream in await Database.ListAsync("SELECT h.stream FROM stream_heads h JOIN stream_cursors c USING (stream) WHERE h.version > c.applied ORDER BY h.stream"))
        {
            var position = await _streams.LoadAsync(stream, most, default);
            var key = StreamKey.Parse(stream);
            var objects = new StreamObjects();
            var fold = new StreamFold(key, stream, Rules.Instance.ProjectionOf(key.Account), objects, position.Entries);
            var unknown = fold.Unknown();
            var stored = await _streams.ReadVersionsAsync(key.Account, unknown, default);
            unknown.ForEach(k => objects.Learn(k, stored.TryGetValue(k, out var version) ? version : null));
            foreach (var copy in fold.WithoutRivals())
            {
                var rivals = fold.Read(await _streams.ReadAppliedOfSecondAsync(stream, copy.AsOf, position.Applied, RivalCopies.Most, default));
                objects[copy.Key].SetRivals(rivals.Where(c => c.Key == copy.Key && Freshness.Compare(c.VersionIn(stream), copy.VersionIn(stream)) == 0));
            }

            var commit = new StreamCommit(stream, position.Applied, position.Entries[^1].Version, fold.Rows()) { Facts = fold.Facts() };
            Assert.Single(await Task.Run(() => _commits.Commit([commit])));
        }
    }

    /// <summary>What the tables show.</summary>
    private protected async Task<Dictionary<string, string>> DigestsAsync()
    {
        var digests = new Dictionary<string, string>();
        foreach (var table in Tables)
        {
            digests[table] = (string)(await Database.ScalarAsync(
                $"SELECT count(*) || ' ' || coalesce(md5(string_agg((to_jsonb(t) - 'updated_at' - 'revision' - 'stream' - 'version')::text, '|' ORDER BY account, id)), '') FROM {table} t"))!;
        }

        return digests;
    }

    /// <summary>Whether anything of a rebuild is left.</summary>
    private protected Task<List<string>> LeftAsync() => Database.ListAsync(
        "SELECT nspname::text FROM pg_namespace WHERE nspname IN ('signalbox_shadow', 'signalbox_replaced') UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal");

    private protected sealed class Rules : IStreamRules
    {
        internal static readonly Rules Instance = new();

        public IProjection ProjectionOf(string account) => account == "stripe" ? StripeProjection.Instance : FactProjections.Of(account) ?? StreamRules.NoProjection.Instance;

        public bool CanRead(string account) => false;

        public bool HoldsOnDeadLetter(string account) => false;
    }

    private sealed class QuietJournal : IJournal
    {
        internal static readonly QuietJournal Instance = new();

        public bool IsFull => false;

        public ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }

    /// <summary>Events about all kinds of Stripe's objects, a few of each; the later ones change the earlier.</summary>
    private protected static IEnumerable<JournalEntry> StripeHistory(Random chance, int events, int from = 0)
    {
        for (var n = from; n < from + events; n++)
        {
            var (entity, second) = (chance.Next(5), 1_700_000_000 + (n / 3));
            var customer = $"cus_{entity}";
            var (stream, type, json) = chance.Next(9) switch
            {
                0 => (customer, "customer.updated", $$$"""{"id":"{{{customer}}}","object":"customer","email":"u{{{entity}}}@example.com","balance":{{{n}}},"metadata":{"userId":"user_{{{entity}}}"}}"""),
                1 => (customer, "customer.subscription.updated", $$"""{"id":"sub_{{entity}}","object":"subscription","customer":"{{customer}}","status":"active","items":{"data":[{"id":"si_{{entity}}_{{n % 3}}","quantity":{{n}},"price":{"id":"price_1","product":"prod_1"} } ] } }"""),
                2 => (customer, "invoice.updated", $$"""{"id":"in_{{entity}}","object":"invoice","customer":"{{customer}}","status":"open","total":{{n}}}"""),
                3 => (customer, "payment_intent.processing", $$"""{"id":"pi_{{entity}}","object":"payment_intent","customer":"{{customer}}","status":"processing","amount":{{n}}}"""),
                4 => (customer, "charge.updated", $$"""{"id":"ch_{{entity}}","object":"charge","customer":"{{customer}}","payment_intent":"pi_{{entity}}","amount":{{n}},"amount_refunded":{{n % 7}}}"""),
                5 => ("main", "charge.dispute.updated", $$"""{"id":"dp_{{entity}}","object":"dispute","payment_intent":"pi_{{entity}}","status":"needs_response","amount":{{n}}}"""),
                6 => (customer, "checkout.session.completed", $$"""{"id":"cs_{{entity}}_{{n}}","object":"checkout.session","customer":"{{customer}}","status":"complete","amount_total":{{n}}}"""),
                7 => ("main", "product.updated", $$"""{"id":"prod_{{entity}}","object":"product","name":"N{{n}}"}"""),
                _ => ("main", "price.updated", $$"""{"id":"price_{{entity}}","object":"price","product":"prod_{{entity}}","unit_amount":{{n}}}"""),
            };
            yield return new JournalEntry(
                stream == "main" ? "stripe/endpoint/main" : $"stripe/customer/{stream}", 0, 0, $"evt_{n}", type, second, DateTimeOffset.UnixEpoch,
                Encoding.UTF8.GetBytes($$"""{"id":"evt_{{n}}","type":"{{type}}","created":{{second}},"data":{"object":{{json}} } }"""));
        }
    }
}
