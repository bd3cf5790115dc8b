using System.Text;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>Rows of a database, written by events and by what the provider's API answers.</summary>
public abstract class ObjectStoreFixture : IAsyncLifetime
{
    private protected const string Stream = "stripe/customer/cus_1";
    private protected const long Second = 1_700_000_000;

    private PostgresCommitStore _commits = null!;
    private long _applied;

    private protected static ObjectKey Customer { get; } = new(ProjectionTable.Customers, "cus_1");

    private protected static ObjectKey Subscription { get; } = new(ProjectionTable.Subscriptions, "sub_1");

    private protected PostgresCommitStore Commits => _commits;

    private protected TestDatabase Database { get; private set; } = null!;

    private protected PostgresObjectStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Store = new PostgresObjectStore(Database.DataSource);
        _commits = new PostgresCommitStore(new HotConnections(Database.ConnectionString));
        using var journal = new PostgresJournalStore(new HotConnections(Database.ConnectionString));
        journal.Append([.. Enumerable.Range(1, 9).Select(static i => Events.Incoming($"evt_{i}"))]);
    }

    public async ValueTask DisposeAsync()
    {
        _commits.Dispose();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static string Json(string email, string id = "cus_1") => $$"""{"id":"{{id}}","object":"customer","email":"{{email}}"}""";

    private protected static (List<ProjectionRow> Rows, List<ObjectSignal> Signals) Fold(string json, long at, long version = 1, bool signals = true)
    {
        var livemode = json.Contains("livemode\":true", StringComparison.Ordinal) ? "true" : "false";
        var body = Encoding.UTF8.GetBytes($$$"""{"livemode":{{{livemode}}},"data":{"object":{{{json}}} } }""");
        var entry = new JournalEntry(Stream, version, 1, $"evt_{version}", "x.updated", at, DateTimeOffset.UnixEpoch, body);
        var objects = new StreamObjects();
        var fold = new StreamFold(StreamKey.Parse(Stream), Stream, StripeProjection.Instance, objects, [entry], signals);
        fold.Unknown().ForEach(k => objects.Learn(k, null));
        return (fold.Rows(), fold.Signals());
    }

    /// <summary>Applies an event as a grain does that remembers nothing of the object.</summary>
    private protected void Event(string json, long at, bool signals = true)
    {
        var (rows, found) = Fold(json, at, _applied + 1, signals);
        Assert.Equal([Stream], _commits.Commit([new StreamCommit(Stream, _applied, _applied + 1, rows) { Signals = found }]));
        _applied++;
    }

    private protected Task<IReadOnlySet<ObjectKey>> KeepAsync(string json, long noted) =>
        Store.KeepAsync([new ObservedRow(StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(json), Second)!, noted)], default);

    private protected async Task<long> NoteAsync(ObjectKey key) => (await Store.RevisionsAsync("stripe", [key], default))[key].Number;

    private protected async Task AssertStateAsync(ObjectKey key, long revision, bool isProvisional)
    {
        var found = Assert.Single(await Store.RevisionsAsync("stripe", [key], default));
        Assert.Equal((key, revision, isProvisional), (found.Key, found.Value.Number, found.Value.IsProvisional));
    }

    private protected async Task<object?> EmailAsync() => await Database.ScalarAsync("SELECT email FROM customers WHERE id = 'cus_1'");
}
