using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Streams;

/// <summary>Cursor and rows move together, by compare-and-swap, and a staler copy never overwrites a fresher one.</summary>
public sealed class CommitTests : IAsyncLifetime
{
    private const string Stream = "stripe/customer/cus_1";
    private TestDatabase _database = null!;
    private PostgresCommitStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresCommitStore(new HotConnections(_database.ConnectionString));
        using var journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2"), Events.Incoming("evt_3"), Events.Incoming("evt_4", "stripe/customer/cus_2")]);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Commit_SwapHeld_MovesCursorAndWritesRows()
    {
        Assert.Contains(Stream, _store.Commit([new StreamCommit(Stream, 0, 2, [Customer("a@example.com", asOf: 10, version: 2)])]));

        Assert.Equal(2L, await _database.ScalarAsync("SELECT applied FROM streams WHERE stream = 'stripe/customer/cus_1'"));
        Assert.Equal("a@example.com", await EmailAsync());
        Assert.Equal(2L, await _database.ScalarAsync("SELECT version FROM customers"));
    }

    [Fact]
    public async Task Commit_CursorElsewhere_WritesNothingOfThatStreamButAllOfTheOthers()
    {
        _store.Commit([new StreamCommit(Stream, 0, 1, [])]);

        var moved = _store.Commit(
            [new StreamCommit(Stream, 0, 2, [Customer("stale@example.com", 10, 2)]), new StreamCommit("stripe/customer/cus_2", 0, 1, [Customer("b@example.com", 10, 1, "cus_2")])]);

        Assert.Equal(["stripe/customer/cus_2"], moved);
        Assert.Equal(1L, await _database.ScalarAsync("SELECT applied FROM streams WHERE stream = 'stripe/customer/cus_1'"));
        Assert.Equal(["cus_2"], await _database.ListAsync("SELECT id FROM customers"));
    }

    [Fact]
    public async Task Commit_BeyondTheHead_IsTurnedAway()
    {
        Assert.Empty(_store.Commit([new StreamCommit(Stream, 0, 4, [])]));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT applied FROM streams WHERE stream = 'stripe/customer/cus_1'"));
    }

    [Fact]
    public async Task Commit_TwoTwinsAtOnce_ExactlyOneWins()
    {
        using var twin = new PostgresCommitStore(new HotConnections(_database.ConnectionString));
        for (var version = 1; version <= 3; version++)
        {
            var wins = await Task.WhenAll(
                Task.Run(() => _store.Commit([new StreamCommit(Stream, version - 1, version, [Customer("one@example.com", version, version)])])),
                Task.Run(() => twin.Commit([new StreamCommit(Stream, version - 1, version, [Customer("two@example.com", version, version)])])));
            Assert.Equal(1, wins.Count(static w => w.Count == 1));
        }

        Assert.Equal(3L, await _database.ScalarAsync("SELECT applied FROM streams WHERE stream = 'stripe/customer/cus_1'"));
    }

    [Theory]
    [InlineData(20, 4, false, true)]
    [InlineData(10, 8, false, true)]
    [InlineData(10, 4, false, true)]
    [InlineData(10, 0, false, false)]
    [InlineData(9, 8, false, false)]
    [InlineData(1, 0, true, true)]
    public async Task Commit_OverAStoredRow_WritesOnlyWhatIsNotStaler(long asOf, int rank, bool deletes, bool written)
    {
        _store.Commit([new StreamCommit(Stream, 0, 1, [Customer("stored@example.com", 10, 1, rank: 4)])]);

        _store.Commit([new StreamCommit(Stream, 1, 2, [Customer("new@example.com", asOf, 2, rank: rank, deletes: deletes)])]);

        Assert.Equal(written ? "new@example.com" : "stored@example.com", await EmailAsync());
        Assert.Equal(2L, await _database.ScalarAsync("SELECT applied FROM streams WHERE stream = 'stripe/customer/cus_1'"));
    }

    [Fact]
    public async Task Commit_AfterADeletion_NothingResurrectsTheRow()
    {
        _store.Commit([new StreamCommit(Stream, 0, 1, [Customer("gone@example.com", 10, 1, deletes: true)])]);

        _store.Commit([new StreamCommit(Stream, 1, 2, [Customer("late@example.com", 99, 2)])]);

        Assert.Equal("gone@example.com", await EmailAsync());
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM customers WHERE deleted_at IS NOT NULL"));
    }

    [Theory]
    [InlineData(10, 20, "two@example.com")]
    [InlineData(20, 10, "one@example.com")]
    public async Task Commit_OneObjectOnTwoStreamsOfAGroup_TheFresherCopyStays(long asOfOne, long asOfTwo, string expected)
    {
        const string Other = "stripe/customer/cus_2";
        var two = Customer("two@example.com", asOfTwo, 1);

        var moved = _store.Commit(
        [
            new StreamCommit(Stream, 0, 1, [Customer("one@example.com", asOfOne, 1)]),
            new StreamCommit(Other, 0, 1, [two with { Head = two.Head with { Stream = Other } }]),
        ]);

        Assert.Equal([Stream, Other], moved.Order());
        Assert.Equal(expected, await EmailAsync());
    }

    [Fact]
    public async Task Commit_EveryProjection_IsWrittenAndReadBackAsFreshAsItWas()
    {
        var objects = new (ProjectionTable Table, string Type, string Json)[]
        {
            (ProjectionTable.Customers, "customer.updated", """{"id":"o1","object":"customer","email":"a@example.com"}"""),
            (ProjectionTable.Subscriptions, "customer.subscription.updated", """{"id":"o1","object":"subscription","status":"active","items":{"data":[{"id":"si_1","quantity":2,"price":{"id":"price_1","product":"prod_1"}}]}}"""),
            (ProjectionTable.Invoices, "invoice.paid", """{"id":"o1","object":"invoice","status":"paid"}"""),
            (ProjectionTable.PaymentIntents, "payment_intent.succeeded", """{"id":"o1","object":"payment_intent","status":"succeeded"}"""),
            (ProjectionTable.Charges, "charge.updated", """{"id":"o1","object":"charge"}"""),
            (ProjectionTable.Disputes, "charge.dispute.closed", """{"id":"o1","object":"dispute"}"""),
            (ProjectionTable.CheckoutSessions, "checkout.session.completed", """{"id":"o1","object":"checkout.session"}"""),
            (ProjectionTable.Products, "product.updated", """{"id":"o1","object":"product"}"""),
            (ProjectionTable.Prices, "price.updated", """{"id":"o1","object":"price"}"""),
        };
        var rows = objects.Select(static o => Row(o.Type, o.Json, 1)).ToList();
        Assert.Equal(Enum.GetValues<ProjectionTable>(), objects.Select(static o => o.Table));

        _store.Commit([new StreamCommit(Stream, 0, 1, rows)]);

        var versions = await new PostgresStreamStore(_database.DataSource).ReadVersionsAsync("stripe", objects.Select(static o => new ObjectKey(o.Table, "o1")).ToList(), default);
        Assert.Equal(objects.Length, versions.Count);
        Assert.All(versions, v => Assert.Equal(new ObjectVersion(1_700_000_000, rows.Single(r => RowIs(r, v.Key.Table)).Head.Rank, false, Stream, 1), v.Value));
        Assert.Equal("si_1", await _database.ScalarAsync("SELECT id FROM subscription_items"));
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM payments"));
    }

    [Theory]
    [InlineData("UPDATE subscriptions SET status = 'damaged', as_of = now() + interval '1 year'")]
    [InlineData("UPDATE subscriptions SET raw = '{}', deleted_at = now()")]
    [InlineData("DELETE FROM subscriptions")]
    [InlineData("UPDATE subscription_items SET quantity = 99")]
    [InlineData("UPDATE subscription_items SET raw = '{}', as_of = now() + interval '1 year'")]
    public async Task Commit_ThatReplacesADamagedRow_LeavesItAsItWas(string damage)
    {
        const string Whole = "SELECT (to_jsonb(s) - 'revision' - 'updated_at')::text || (SELECT string_agg((to_jsonb(i) - 'updated_at')::text, ',' ORDER BY i.id) FROM subscription_items i) FROM subscriptions s";
        var row = Row("customer.subscription.updated", """{"id":"sub_1","object":"subscription","status":"active","items":{"data":[{"id":"si_1","quantity":2},{"id":"si_2","quantity":1}]}}""", 1);
        _store.Commit([new StreamCommit(Stream, 0, 1, [row])]);
        var before = await _database.ScalarAsync(Whole);
        await _database.ExecuteAsync(damage);

        Assert.Contains(Stream, _store.Commit([new StreamCommit(Stream, 1, 1, [row]) { Replaced = [new ObjectKey(ProjectionTable.Subscriptions, "sub_1")] }]));

        Assert.Equal(before, await _database.ScalarAsync(Whole));
    }

    [Fact]
    public async Task Commit_ThatReplaces_ButIsFencedOff_OrMeetsAnotherStreamsRowOrTheProvidersAnswer_LeavesTheRow()
    {
        _store.Commit([new StreamCommit(Stream, 0, 1, [Customer("row@example.com", 10, 1)])]);
        ObjectKey[] replaced = [new ObjectKey(ProjectionTable.Customers, "cus_1")];

        Assert.Empty(_store.Commit([new StreamCommit(Stream, 0, 0, [Customer("fenced@example.com", 5, 1)]) { Replaced = replaced }]));
        Assert.Equal("row@example.com", await EmailAsync());
        await _database.ExecuteAsync("UPDATE customers SET rank = 2147483647");
        _store.Commit([new StreamCommit(Stream, 1, 1, [Customer("event@example.com", 5, 1)]) { Replaced = replaced }]);
        Assert.Equal("row@example.com", await EmailAsync());
        await _database.ExecuteAsync("UPDATE customers SET rank = 4, stream = 'stripe/endpoint/main'");
        _store.Commit([new StreamCommit(Stream, 1, 1, [Customer("event@example.com", 5, 1)]) { Replaced = replaced }]);
        Assert.Equal("row@example.com", await EmailAsync());
    }

    [Fact]
    public async Task Commit_SubscriptionWithoutAnItem_RemovesItAndKeepsTheOthers()
    {
        const string Before = """{"id":"sub_1","object":"subscription","items":{"data":[{"id":"si_1"},{"id":"si_2","quantity":1}]}}""";
        const string After = """{"id":"sub_1","object":"subscription","items":{"data":[{"id":"si_2","quantity":5}]}}""";
        _store.Commit([new StreamCommit(Stream, 0, 1, [Row("customer.subscription.updated", Before, 1)])]);

        _store.Commit([new StreamCommit(Stream, 1, 2, [Row("customer.subscription.updated", After, 2)])]);

        Assert.Equal(["si_2"], await _database.ListAsync("SELECT id FROM subscription_items"));
        Assert.Equal(5L, await _database.ScalarAsync("SELECT quantity FROM subscription_items"));
    }

    [Fact]
    public async Task Commit_ObjectOfOver8KB_IsStoredWhole()
    {
        var name = new string('x', 100_000);
        _store.Commit([new StreamCommit(Stream, 0, 1, [Row("customer.updated", $$"""{"id":"cus_1","object":"customer","name":"{{name}}"}""", 1)])]);

        Assert.Equal(name, await _database.ScalarAsync("SELECT raw->>'name' FROM customers"));
    }

    private static bool RowIs(ProjectionRow row, ProjectionTable table) => row.GetType().Name == (table is ProjectionTable.CheckoutSessions ? "CheckoutSessionRow" : table.ToString()[..^1] + "Row");

    private static ProjectionRow Row(string type, string json, long version)
    {
        var entry = new JournalEntry(
            Stream, version, 1, $"evt_{version}", type, 1_700_000_000, DateTimeOffset.UnixEpoch, System.Text.Encoding.UTF8.GetBytes($$$"""{"data":{"object":{{{json}}}}}"""));
        return StripeProjection.Instance.ToRow(StripeProjection.Instance.Read(entry)!, StreamKey.Parse(Stream));
    }

    private static CustomerRow Customer(string email, long asOf, long version, string id = "cus_1", int rank = 4, bool deletes = false) => new(
        new RowHead("stripe", id, false, deletes ? asOf : null, asOf, rank, $"stripe/customer/{id}", version, "{}"u8.ToArray()), email, null, null, null, null, null);

    private async Task<object?> EmailAsync() => await _database.ScalarAsync("SELECT email FROM customers WHERE id = 'cus_1'");
}
