using Npgsql;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>The append statement: once, dense, in order, whoever else writes.</summary>
public sealed class AppendTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Append_NewEvents_TakeTheNextVersionsOfTheirStreams()
    {
        using var store = NewStore();

        var first = store.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2", "stripe/customer/cus_2"), Events.Incoming("evt_3")]);
        var second = store.Append([Events.Incoming("evt_4")]);

        Assert.Equal([1L, 1L, 2L], first.Select(static p => p!.Value.Version));
        Assert.Equal(3, second[0]!.Value.Version);
        Assert.Equal(4, first.Concat(second).Select(static p => p!.Value.Position).Distinct().Count());
    }

    [Fact]
    public async Task Append_KnownEvent_IsADuplicateAndTakesNoVersion()
    {
        using var store = NewStore();
        store.Append([Events.Incoming("evt_1")]);

        var placed = store.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2")]);

        Assert.Null(placed[0]);
        Assert.Equal(2, placed[1]!.Value.Version);
    }

    [Fact]
    public async Task Append_SameIdOnAnotherAccount_IsAnotherEvent()
    {
        using var store = NewStore();

        var placed = store.Append([Events.Incoming("evt_1"), Events.Incoming("evt_1", "stripe-eu/customer/cus_1") with { Account = "stripe-eu" }]);

        Assert.All(placed, static p => Assert.NotNull(p));
    }

    [Fact]
    public async Task Append_EventOfLastWeeksPartition_IsADuplicate()
    {
        await _database.ExecuteAsync("INSERT INTO event_ids VALUES ('stripe', 'evt_old', journal_position(date_trunc('week', now(), 'UTC') - interval '1 day'))");
        using var store = NewStore();

        var placed = store.Append([Events.Incoming("evt_old")]);

        Assert.Null(placed[0]);
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Append_PayloadAndHeaders_AreKeptAsReceived()
    {
        var body = Enumerable.Range(0, 256).Select(static i => (byte)i).ToArray();
        using var store = NewStore();

        store.Append([Events.Incoming("evt_1") with { Payload = body, Headers = "Stripe-Signature: t=1,v1=ab" }]);

        Assert.Equal(body, await _database.ScalarAsync("SELECT payload FROM journal"));
        Assert.Equal("Stripe-Signature: t=1,v1=ab", await _database.ScalarAsync("SELECT headers FROM journal"));
    }

    [Fact]
    public async Task Append_FourWritersWithTheSameEvents_EachEntersOnceAndVersionsAreDense()
    {
        var random = new Random(20261121);
        var all = Enumerable.Range(0, 400).Select(i => Events.Incoming($"evt_{i}", $"stripe/customer/cus_{i % 7}")).ToArray();

        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var store = NewStore();
            var mine = all.ToArray();
            lock (random)
            {
                random.Shuffle(mine);
            }

            var appended = 0;
            foreach (var batch in mine.Chunk(23))
            {
                appended += store.Append(batch).Count(static p => p is not null);
            }

            return appended;
        })));

        Assert.Equal(all.Length, counts.Sum());
        Assert.Equal(400L, await _database.ScalarAsync("SELECT count(DISTINCT (account, event_id)) FROM journal"));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM (SELECT version, row_number() OVER (PARTITION BY stream ORDER BY version) AS n FROM journal) j WHERE version <> n"));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM stream_heads h WHERE version <> (SELECT count(*) FROM journal j WHERE j.stream = h.stream)"));
    }

    [Fact]
    public async Task Append_TextThatPostgresCannotHold_SaysItIsAboutTheValues_AndTheNextBatchWorks()
    {
        using var store = NewStore();

        var refused = Assert.Throws<PostgresException>(() => store.Append([Events.Incoming("evt_\0")]));

        Assert.True(PostgresFaults.IsAboutTheValues(refused));
        Assert.NotNull(store.Append([Events.Incoming("evt_1")])[0]);
    }

    [Fact]
    public async Task Append_ConnectionKilled_ThrowsAndTheNextBatchReconnects()
    {
        using var store = NewStore();
        store.Append([Events.Incoming("evt_1")]);
        await _database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Assert.ThrowsAny<NpgsqlException>(() => store.Append([Events.Incoming("evt_2")]));
        var placed = store.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2")]);

        Assert.Null(placed[0]);
        Assert.Equal(2, placed[1]!.Value.Version);
    }

    private PostgresJournalStore NewStore() => new(new HotConnections(_database.ConnectionString));
}
