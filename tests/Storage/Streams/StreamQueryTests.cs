using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Streams;

/// <summary>What the API says about a stream.</summary>
public sealed class StreamQueryTests : IAsyncLifetime
{
    private static readonly StreamKey Key = new("stripe", "customer", "cus_1");

    private TestDatabase _database = null!;
    private PostgresJournalStore _journal = null!;
    private PostgresStreamQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        _queries = new PostgresStreamQueries(_database.DataSource);
        _journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2"), Events.Incoming("evt_3")]);
    }

    public async ValueTask DisposeAsync()
    {
        _journal.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Find_Unknown_IsNull() => Assert.Null(await _queries.FindAsync(Key with { Id = "cus_2" }, default));

    [Fact]
    public async Task Find_EventsWait_IsApplying()
    {
        var state = await _queries.FindAsync(Key, default);

        Assert.Equal((3L, 0L, StreamMotion.Applying), (state!.Version, state.Applied, state.State));
    }

    [Fact]
    public async Task Find_AllApplied_IsIdle()
    {
        await _database.ExecuteAsync("UPDATE stream_cursors SET applied = 3");

        Assert.Equal(StreamMotion.Idle, (await _queries.FindAsync(Key, default))!.State);
    }

    [Fact]
    public async Task Find_AttemptIsDue_IsRetrying()
    {
        await _database.ExecuteAsync("INSERT INTO stalled_streams (stream, version, attempts, error, due_at) VALUES ('stripe/customer/cus_1', 1, 2, 'no', now())");

        var state = await _queries.FindAsync(Key, default);

        Assert.Equal(StreamMotion.Retrying, state!.State);
        Assert.NotNull(state.Stall!.DueAt);
        Assert.Null(state.Stall.DeadLetterId);
    }

    [Fact]
    public async Task Find_HeldByADeadLetter_IsHeldAndNamesIt()
    {
        await _database.ExecuteAsync("""
            INSERT INTO stalled_streams (stream, version, attempts, error) VALUES ('stripe/customer/cus_1', 1, 8, 'no');
            INSERT INTO dead_letters (account, stream, version, "position", event_id, type, attempts, error)
            VALUES ('stripe', 'stripe/customer/cus_1', 1, 0, 'evt_1', 'customer.updated', 8, 'no')
            """);

        var state = await _queries.FindAsync(Key, default);

        Assert.Equal(StreamMotion.Held, state!.State);
        Assert.Equal((1L, 8, "no", 1L), (state.Stall!.Version, state.Stall.Attempts, state.Stall.Error, state.Stall.DeadLetterId));
    }

    [Fact]
    public async Task Find_CursorHasPassedTheStall_IsNotStalled()
    {
        await _database.ExecuteAsync("""
            INSERT INTO stalled_streams (stream, version, attempts, error) VALUES ('stripe/customer/cus_1', 1, 8, 'no');
            UPDATE stream_cursors SET applied = 3
            """);

        Assert.Equal(StreamMotion.Idle, (await _queries.FindAsync(Key, default))!.State);
    }

    [Fact]
    public async Task ListEvents_EitherWay_GoesByVersion()
    {
        Assert.Equal([3L, 2L], (await _queries.ListEventsAsync(Key, after: null, ascending: false, limit: 2, default)).Select(static e => e.Version));
        Assert.Equal([1L], (await _queries.ListEventsAsync(Key, after: 2, ascending: false, limit: 2, default)).Select(static e => e.Version));
        Assert.Equal([2L, 3L], (await _queries.ListEventsAsync(Key, after: 1, ascending: true, limit: 5, default)).Select(static e => e.Version));
    }
}
