using Signalbox.Feed;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Feed;

/// <summary>Where a feed begins, and when it cannot.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private const string Stream = "stripe/customer/cus_1";
    private static readonly CancellationToken Patience = TestContext.Current.CancellationToken;
    private static readonly FeedFilter All = new(null, null, null, null);
    private TestDatabase _database = null!;
    private FeedHost _host = null!;
    private long[] _positions = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _positions = (await Outbox.AppendAsync(_database, 1, 4))[Stream];
        _host = await FeedHost.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task FromNow_HasWhatIsCommittedLater_AlsoByAnotherProcess()
    {
        Outbox.Commit(_database, Outbox.Commit(Stream, _positions, 0, 1));
        using var reader = await _host.OpenAsync(new FeedStart.Now());
        await using var other = await FeedHost.StartAsync(_database);
        var commit = Outbox.Commit(Stream, _positions, 1, 3);

        Outbox.Commit(_database, commit);
        other.Signal.Committed([commit]);

        Assert.Equal([2L, 3L], await VersionsAsync(reader, 2));
    }

    [Fact]
    public async Task FromATime_HasWhatWasCommittedSince_AndFromZeroEverything()
    {
        Outbox.Commit(_database, Outbox.Commit(Stream, _positions, 0, 2));
        await _database.ExecuteAsync("SELECT pg_sleep(0.005)");
        var time = (DateTime)(await _database.ScalarAsync("SELECT clock_timestamp()"))!;
        Outbox.Commit(_database, Outbox.Commit(Stream, _positions, 2, 4));

        using var later = await _host.OpenAsync(new FeedStart.At(new DateTimeOffset(time)));
        using var early = await _host.OpenAsync(new FeedStart.At(DateTimeOffset.UnixEpoch));
        using var zero = await _host.OpenAsync(new FeedStart.Behind(0));

        Assert.Equal([3L, 4L], await VersionsAsync(later, 2));
        Assert.Equal([1L, 2L, 3L, 4L], await VersionsAsync(early, 4));
        Assert.Equal([1L, 2L, 3L, 4L], await VersionsAsync(zero, 4));
    }

    [Fact]
    public async Task OfATenant_HasItsEventsAndNobodyElses()
    {
        const string Prefix = "product/events/acme/orders";
        using (var journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString)))
        {
            journal.Append([.. new[] { "product/events/acme/orders", "product/events/acme2/orders", "product/events/-/acme/orders" }.Select(static (s, i) => Events.Incoming($"evt_t{i}", s))]);
        }

        foreach (var stream in await _database.ListAsync("SELECT stream FROM journal WHERE stream LIKE 'product/%' ORDER BY 1"))
        {
            Outbox.Commit(_database, Outbox.Commit(stream, [(long)(await _database.ScalarAsync($"SELECT \"position\" FROM journal WHERE stream = '{stream}'"))!], 0, 1));
        }

        Outbox.Commit(_database, Outbox.Commit(Stream, _positions, 0, 1));
        var opened = Assert.IsType<FeedOpening.Opened>(await _host.Feed.OpenAsync(new FeedStart.Behind(0), All with { Tenant = "acme" }, Patience));
        using var reader = opened.Reader;
        using var batch = await reader.ReadAsync(Patience);

        Assert.Equal([Prefix], batch.Events.Select(static e => e.Stream));
        Assert.Equal(["acme"], batch.Events.Select(static e => e.Tenant));
    }

    [Fact]
    public async Task BehindANumberOfADroppedWeek_IsTooOld_AndOneThatWasNeverGivenIsNotYet()
    {
        var dropped = (long)(await _database.ScalarAsync("SELECT min(journal_position((right(relname, 8) || ' 00:00+00')::timestamptz)) FROM pg_class WHERE relname ~ '^outbox_[0-9]{8}$'"))! - 100;

        var old = Assert.IsType<FeedOpening.TooOld>(await _host.Feed.OpenAsync(new FeedStart.Behind(dropped), All, Patience));
        Assert.Equal(dropped + 100, old.Oldest);
        Assert.IsType<FeedOpening.NotYet>(await _host.Feed.OpenAsync(new FeedStart.Behind(long.MaxValue), All, Patience));
        using var oldest = await _host.OpenAsync(new FeedStart.Behind(old.Oldest - 1));
    }

    [Fact]
    public async Task EventWhoseWeekOfTheJournalWasDropped_IsPassedBy()
    {
        Outbox.Commit(_database, Outbox.Commit(Stream, _positions, 0, 4));
        await _database.ExecuteAsync("DELETE FROM journal WHERE version IN (2, 4)");

        var page = await new OutboxPages(_database.DataSource).ReadAsync(0, 10, 1 << 20, Patience);

        Assert.Equal([1L, 3L], page.Events.Select(static e => e.Version));
        Assert.Equal(await _database.ScalarAsync("SELECT max(seq) FROM outbox"), page.Last);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task Page_EndsWithTheEventThatFillsIt()
    {
        Outbox.Commit(_database, Outbox.Commit(Stream, _positions, 0, 4));
        var pages = new OutboxPages(_database.DataSource);

        var one = await pages.ReadAsync(0, 10, 1, Patience);
        var three = await pages.ReadAsync(0, 3, 1 << 20, Patience);
        var rest = await pages.ReadAsync(three.Last, 3, 1 << 20, Patience);

        Assert.Equal((1, true), (one.Events.Count, one.HasMore));
        Assert.Equal((3, true), (three.Events.Count, three.HasMore));
        Assert.Equal((1, false), (rest.Events.Count, rest.HasMore));
    }

    [Fact]
    public async Task Wakes_ReachOtherProcesses_WithTheNumbersOfAll_AndNotTheirOwn()
    {
        await using var other = await FeedHost.StartAsync(_database);
        var (heard, own) = (new TaskCompletionSource(), new List<int>());
        var numbers = new HashSet<int>();
        using var one = other.Wakes.Listen("deliveries", woken =>
        {
            numbers.UnionWith(woken);
            if (numbers.IsSupersetOf([1, 2, 3]))
            {
                heard.TrySetResult();
            }
        });
        using var two = _host.Wakes.Listen("deliveries", own.AddRange);

        while (!heard.Task.IsCompleted)
        {
            // A wake may be lost while the other is not listening yet.
            Patience.ThrowIfCancellationRequested();
            _host.Wakes.Send("deliveries", 1, 2);
            _host.Wakes.Send("deliveries", 2, 3);
            await Task.WhenAny(heard.Task, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience));
        }

        Assert.Equal([1, 2, 3], numbers.Order());
        Assert.Empty(own);
    }

    private static async Task<List<long>> VersionsAsync(IFeedReader reader, int count)
    {
        var versions = new List<long>();
        while (versions.Count < count)
        {
            using var batch = await reader.ReadAsync(Patience);
            versions.AddRange(batch.Events.Select(static e => e.Version));
        }

        return versions;
    }
}
