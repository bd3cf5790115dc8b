using Signalbox.Replays;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Replays;

/// <summary>Replays as rows: their ranges, their pages, and who may go on with them.</summary>
public sealed class ReplayStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly ReplayScope Everything = new("stripe", null, null, null, null, null, null, Effects: false);

    private TestDatabase _database = null!;
    private ReplayFixture _replays = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _replays = new ReplayFixture(_database);
    }

    public async ValueTask DisposeAsync()
    {
        _replays.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Pages_GoThroughTheRangeOnce_InOrder_AndEnd()
    {
        _replays.Append(250, customers: 7);
        await StartAsync(Everything);
        _replays.Append(10, customers: 7);
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;

        var pages = await PagesAsync(work, 100);

        Assert.Equal([100, 100, 50], pages.Select(static p => p.Entries.Count));
        Assert.Equal(Enumerable.Range(0, 250).Select(static n => $"evt_{n}"), pages.SelectMany(static p => p.Entries).Select(static e => e.Entry.EventId));
        Assert.All(pages.SelectMany(static p => p.Entries), static e => Assert.Equal("pending", e.Status));
    }

    [Fact]
    public async Task Pages_OfAStream_OfAnEvent_OfATypeAndOfATime_HaveThoseOnly()
    {
        _replays.Append(20, customers: 4);
        await _database.ExecuteAsync("UPDATE journal SET type = 'invoice.paid' WHERE event_id IN ('evt_3', 'evt_7')");

        Assert.Equal(["evt_1", "evt_5", "evt_9", "evt_13", "evt_17"], await IdsAsync(Everything with { Account = null, Stream = "stripe/customer/cus_1" }));
        Assert.Equal(["evt_9"], await IdsAsync(Everything with { Account = null, Stream = "stripe/customer/cus_1", Version = 3 }));
        Assert.Equal(["evt_3", "evt_7"], await IdsAsync(Everything with { Type = "invoice.*" }));
        Assert.Equal(["evt_7"], await IdsAsync(Everything with { Account = null, Stream = "stripe/customer/cus_3", Type = "invoice.paid", Version = 2 }));
        Assert.Empty(await IdsAsync(Everything with { Account = "other" }));
        Assert.Empty(await IdsAsync(Everything with { From = DateTimeOffset.UnixEpoch.AddYears(150) }));
        Assert.Empty(await IdsAsync(Everything with { To = DateTimeOffset.UnixEpoch.AddYears(1) }));
    }

    [Fact]
    public async Task Pages_SayWhatHasBecomeOfTheEvents_AndLeaveOutDiscardedOnes()
    {
        _replays.Append(4, customers: 1);
        await _database.ExecuteAsync("""
            UPDATE stream_cursors SET applied = 3;
            INSERT INTO dead_letters (account, stream, version, "position", event_id, type, attempts, error, status)
            SELECT account, stream, version, "position", event_id, type, 8, 'e', CASE version WHEN 2 THEN 'open' ELSE 'discarded' END FROM journal WHERE version IN (2, 3);
            """);
        await StartAsync(Everything);
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;

        var page = await _replays.Store.ReadAsync(work, work.Mark, 100, default);

        Assert.Equal([("evt_0", "applied"), ("evt_1", "dead_letter"), ("evt_3", "pending")], page.Entries.Select(static e => (e.Entry.EventId, e.Status)));
        Assert.Equal(["evt_1"], await IdsAsync(Everything with { Status = "dead_letter" }));
    }

    [Fact]
    public async Task Claim_ByManyRunners_IsOne_AndAfterItsLeaseAnotherGoesOnFromTheMark()
    {
        _replays.Append(30, customers: 3);
        var replay = await StartAsync(Everything);
        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _replays.Store.ClaimAsync(Lease, default)));
        var first = Assert.Single(claims, static c => c is not null)!;
        var page = await _replays.Store.ReadAsync(first, first.Mark, 10, default);
        Assert.True(await _replays.Store.RecordAsync(first, page.End, 10, new ReapplyReport(9, 2, 1, 1, 0), Lease, default));

        await _database.ExecuteAsync("UPDATE replays SET leased_until = now() - interval '1 second'");
        var second = (await _replays.Store.ClaimAsync(Lease, default))!;

        Assert.Equal(page.End, second.Mark);
        Assert.False(await _replays.Store.RecordAsync(first, page.End, 10, ReapplyReport.None, Lease, default));
        await _replays.Store.FinishAsync(first, default);
        var state = (await _replays.Store.FindAsync(replay.Id, default))!;
        Assert.Equal(("running", 10L, 9L, 2L, 1L, 1L), (state.State, state.Looked, state.Applied, state.Rows, state.Resolved, state.Failed));
        Assert.Equal("evt_10", (await _replays.Store.ReadAsync(second, second.Mark, 10, default)).Entries[0].Entry.EventId);
    }

    [Fact]
    public async Task Cancelled_TakesNoMorePages_AndPostponed_IsLeftAlone()
    {
        _replays.Append(3, customers: 1);
        var replay = await StartAsync(Everything);
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;
        await _replays.Store.PostponeAsync(work, "57P03: away", Lease, default);
        Assert.Null(await _replays.Store.ClaimAsync(Lease, default));
        Assert.Equal("57P03: away", (await _replays.Store.FindAsync(replay.Id, default))!.Fault);

        Assert.Equal("cancelled", (await _replays.Store.CancelAsync(replay.Id, default))!.State);

        Assert.False(await _replays.Store.RecordAsync(work, work.Mark, 1, ReapplyReport.None, Lease, default));
        await _replays.Store.FinishAsync(work, default);
        Assert.Equal("cancelled", Assert.Single(await _replays.Store.ListAsync("cancelled", null, 10, default)).State);
        Assert.Empty(await _replays.Store.ListAsync("running", null, 10, default));
        Assert.Null(await _replays.Store.CancelAsync("rp_none", default));
    }

    [Fact]
    public async Task Start_BeyondTheMost_IsNone()
    {
        for (var i = 0; i < IReplays.MostRunning; i++)
        {
            await StartAsync(Everything);
        }

        Assert.Null(await _replays.Store.StartAsync(Everything, default));
    }

    [Fact]
    public async Task Progress_GrowsToOne()
    {
        _replays.Append(20, customers: 2);
        var replay = await StartAsync(Everything with { Account = null, Stream = "stripe/customer/cus_1" });
        Assert.Equal((0d, null), (replay.Progress, replay.At));
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;
        var page = await _replays.Store.ReadAsync(work, work.Mark, 5, default);
        await _replays.Store.RecordAsync(work, page.End, 5, ReapplyReport.None, Lease, default);

        var half = (await _replays.Store.FindAsync(replay.Id, default))!;
        await _replays.Store.FinishAsync(work, default);

        Assert.Equal(0.5, half.Progress);
        Assert.NotNull(half.At);
        Assert.Equal(1, (await _replays.Store.FindAsync(replay.Id, default))!.Progress);
    }

    [Fact]
    public async Task Apply_OfTenThousandEvents_HandsOverOnlyWhatTheRowsDoNotShow()
    {
        _replays.Append(10_000, customers: 50);
        for (var customer = 0; customer < 50; customer++)
        {
            await _replays.ApplyAsync($"stripe/customer/cus_{customer}");
        }

        var before = await _replays.DigestAsync();
        await _database.ExecuteAsync("DELETE FROM customers WHERE id = 'cus_7'");
        await StartAsync(Everything);
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;

        var report = ReapplyReport.None;
        foreach (var page in await PagesAsync(work, 1_000))
        {
            report += await _replays.Pages().ApplyAsync(page.Entries, effects: false, default);
        }

        Assert.Equal(10_000, report.Applied);
        Assert.All(_replays.Handed, static r => Assert.All(r.Entries, static e => Assert.Equal("stripe/customer/cus_7", e.Stream)));
        Assert.Equal(200, _replays.Handed.Sum(static r => r.Entries.Count));
        Assert.Equal(10, _replays.Handed.Count);
        Assert.NotEqual(before, await _replays.DigestAsync());
    }

    [Fact]
    public async Task Apply_WithEffects_HandsOverEverything()
    {
        _replays.Append(100, customers: 5);
        for (var customer = 0; customer < 5; customer++)
        {
            await _replays.ApplyAsync($"stripe/customer/cus_{customer}");
        }

        await StartAsync(Everything with { Effects = true });
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;
        var page = Assert.Single(await PagesAsync(work, 1_000));

        Assert.Equal(100, (await _replays.Pages().ApplyAsync(page.Entries, work.Effects, default)).Applied);

        Assert.Equal(5, _replays.Handed.Count);
        Assert.All(_replays.Handed, static r => Assert.True(r is { Effects: true, Entries.Count: 20, DeadLetters.Count: 0 }));
    }

    private async Task<ReplayState> StartAsync(ReplayScope scope) => (await _replays.Store.StartAsync(scope, default))!;

    private async Task<List<string>> IdsAsync(ReplayScope scope)
    {
        await StartAsync(scope);
        var work = (await _replays.Store.ClaimAsync(Lease, default))!;
        var ids = (await PagesAsync(work, 3)).SelectMany(static p => p.Entries).Select(static e => e.Entry.EventId).ToList();
        await _replays.Store.FinishAsync(work, default);
        return ids;
    }

    private async Task<List<ReplayPage>> PagesAsync(ReplayWork work, int size)
    {
        var pages = new List<ReplayPage>();
        var mark = work.Mark;
        do
        {
            pages.Add(await _replays.Store.ReadAsync(work, mark, size, default));
            mark = pages[^1].End;
        }
        while (!pages[^1].IsLast);
        return [.. pages.Where(static p => p.Entries.Count > 0)];
    }
}
