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
        await using var store = NewStore();

        var first = await store.AppendAsync([Events.Incoming("evt_1"), Events.Incoming("evt_2", "stripe/customer/cus_2"), Events.Incoming("evt_3")], default);
        var second = await store.AppendAsync([Events.Incoming("evt_4")], default);

        Assert.Equal([1L, 1L, 2L], first.Select(static p => p!.Value.Version));
        Assert.Equal(3, second[0]!.Value.Version);
        Assert.Equal(4, first.Concat(second).Select(static p => p!.Value.Position).Distinct().Count());
    }

    [Fact]
    public async Task Append_KnownEvent_IsADuplicateAndTakesNoVersion()
    {
        await using var store = NewStore();
        await store.AppendAsync([Events.Incoming("evt_1")], default);

        var placed = await store.AppendAsync([Events.Incoming("evt_1"), Events.Incoming("evt_2")], default);

        Assert.Null(placed[0]);
        Assert.Equal(2, placed[1]!.Value.Version);
    }

    [Fact]
    public async Task Append_SameIdOnAnotherAccount_IsAnotherEvent()
    {
        await using var store = NewStore();

        var placed = await store.AppendAsync([Events.Incoming("evt_1"), Events.Incoming("evt_1", "stripe-eu/customer/cus_1") with { Account = "stripe-eu" }], default);

        Assert.All(placed, static p => Assert.NotNull(p));
    }

    [Fact]
    public async Task Append_EventOfLastWeeksPartition_IsADuplicate()
    {
        await _database.ExecuteAsync("INSERT INTO event_ids VALUES ('stripe', 'evt_old', journal_position(date_trunc('week', now(), 'UTC') - interval '1 day'))");
        await using var store = NewStore();

        var placed = await store.AppendAsync([Events.Incoming("evt_old")], default);

        Assert.Null(placed[0]);
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Append_PayloadAndHeaders_AreKeptAsReceived()
    {
        var body = Enumerable.Range(0, 256).Select(static i => (byte)i).ToArray();
        await using var store = NewStore();

        await store.AppendAsync([Events.Incoming("evt_1") with { Payload = body, Headers = "Stripe-Signature: t=1,v1=ab" }], default);

        Assert.Equal(body, await _database.ScalarAsync("SELECT payload FROM journal"));
        Assert.Equal("Stripe-Signature: t=1,v1=ab", await _database.ScalarAsync("SELECT headers FROM journal"));
    }

    [Fact]
    public async Task Append_FourWritersWithTheSameEvents_EachEntersOnceAndVersionsAreDense()
    {
        var random = new Random(20261121);
        var all = Enumerable.Range(0, 400).Select(i => Events.Incoming($"evt_{i}", $"stripe/customer/cus_{i % 7}")).ToArray();

        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var store = NewStore();
            var mine = all.ToArray();
            lock (random)
            {
                random.Shuffle(mine);
            }

            var appended = 0;
            foreach (var batch in mine.Chunk(23))
            {
                appended += (await store.AppendAsync(batch, default)).Count(static p => p is not null);
            }

            return appended;
        }));

        Assert.Equal(all.Length, counts.Sum());
        Assert.Equal(400L, await _database.ScalarAsync("SELECT count(DISTINCT (account, event_id)) FROM journal"));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM (SELECT version, row_number() OVER (PARTITION BY stream ORDER BY version) AS n FROM journal) j WHERE version <> n"));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM stream_heads h WHERE version <> (SELECT count(*) FROM journal j WHERE j.stream = h.stream)"));
    }

    [Fact]
    public async Task Append_TextThatPostgresCannotHold_SaysItIsAboutTheValues_AndTheNextBatchWorks()
    {
        await using var store = NewStore();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => store.AppendAsync([Events.Incoming("evt_\0")], default));

        Assert.True(PostgresFaults.IsAboutTheValues(refused));
        Assert.NotNull((await store.AppendAsync([Events.Incoming("evt_1")], default))[0]);
    }

    [Fact]
    public async Task Append_ConnectionKilled_ThrowsAndTheNextBatchReconnects()
    {
        await using var store = NewStore();
        await store.AppendAsync([Events.Incoming("evt_1")], default);
        await _database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.AppendAsync([Events.Incoming("evt_2")], default));
        var placed = await store.AppendAsync([Events.Incoming("evt_1"), Events.Incoming("evt_2")], default);

        Assert.Null(placed[0]);
        Assert.Equal(2, placed[1]!.Value.Version);
    }

    private PostgresJournalStore NewStore() => new(new HotConnections(_database.ConnectionString));
}
