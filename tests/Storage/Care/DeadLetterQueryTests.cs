using Signalbox.Care;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Care;

/// <summary>Lists of dead letters.</summary>
public sealed class DeadLetterQueryTests : IAsyncLifetime
{
    private static readonly DeadLetterFilter Open = new("open", Account: null, Stream: null);

    private TestDatabase _database = null!;
    private PostgresDeadLetterQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _queries = new PostgresDeadLetterQueries(_database.DataSource);
        await _database.ExecuteAsync("""
            INSERT INTO dead_letters (account, stream, version, "position", event_id, type, status, attempts, error)
            VALUES ('stripe', 'stripe/customer/cus_1', 1, 0, 'evt_1', 'a', 'open', 3, 'first'),
                   ('stripe', 'stripe/customer/cus_2', 1, 0, 'evt_2', 'a', 'discarded', 3, 'second'),
                   ('stripe', 'stripe/customer/cus_2', 2, 0, 'evt_3', 'a', 'open', 3, 'third'),
                   ('other', 'other/customer/cus_1', 1, 0, 'evt_1', 'a', 'open', 3, 'fourth');
            INSERT INTO stalled_streams (stream, version, attempts, error) VALUES ('stripe/customer/cus_2', 2, 3, 'third');
            """);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task List_Open_NewestFirstAndPageByPage()
    {
        Assert.Equal([4L, 3L], (await _queries.ListAsync(Open, before: null, limit: 2, default)).Select(static d => d.Id));
        Assert.Equal([1L], (await _queries.ListAsync(Open, before: 3, limit: 2, default)).Select(static d => d.Id));
    }

    [Fact]
    public async Task List_Filters_NarrowEachOther()
    {
        Assert.Equal([3L, 2L], (await _queries.ListAsync(new(Status: null, Account: null, "stripe/customer/cus_2"), before: null, limit: 9, default)).Select(static d => d.Id));
        Assert.Equal([4L], (await _queries.ListAsync(Open with { Account = "other" }, before: null, limit: 9, default)).Select(static d => d.Id));
    }

    [Fact]
    public async Task Oldest_ByFilterOrIds_FromTheOldestOn_AndBehindOne()
    {
        Assert.Equal([1L, 3L], await OldestAsync(null, Open, after: null, limit: 2));
        Assert.Equal([3L, 4L], await OldestAsync(null, Open, after: 1, limit: 2));
        Assert.Equal([4L], await OldestAsync(null, Open, after: 3, limit: 2));
        Assert.Equal([1L, 4L], await OldestAsync([4, 2, 1, 9], Open, after: null, limit: 9));
        Assert.Equal([3L], await OldestAsync(null, Open with { Stream = "stripe/customer/cus_2" }, after: null, limit: 9));
        Assert.Equal([1L, 3L, 4L], await OldestAsync(null, Open with { Type = "a*" }, after: null, limit: 9));
        Assert.Empty(await OldestAsync(null, Open with { Type = "aa*" }, after: null, limit: 9));
    }

    [Fact]
    public async Task Find_TheLetterThatHoldsItsStream_SaysSo()
    {
        Assert.True((await _queries.FindAsync(3, default))!.HoldsStream);
        Assert.False((await _queries.FindAsync(1, default))!.HoldsStream);
        Assert.Null(await _queries.FindAsync(5, default));
    }

    private async Task<IEnumerable<long>> OldestAsync(IReadOnlyList<long>? ids, DeadLetterFilter filter, long? after, int limit) =>
        (await _queries.OldestAsync(ids, filter, after, limit, default)).Select(static d => d.Id);
}
