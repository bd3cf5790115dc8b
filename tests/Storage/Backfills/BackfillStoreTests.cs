using Signalbox.Backfills;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Backfills;

/// <summary>Backfills as rows: one at a time for each account, in the hands of one process at a time, and resumable.</summary>
public sealed class BackfillStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly string[] Kinds = [BackfillKinds.Customers, BackfillKinds.Invoices];
    private static readonly string[] Accounts = ["stripe"];

    private TestDatabase _database = null!;
    private PostgresBackfillStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresBackfillStore(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Start_ByManyAtOnce_IsOneForEachAccount()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _store.StartAsync($"bf_{i}", "stripe", Kinds, default)));
        var other = await _store.StartAsync("bf_other", "other", Kinds, default);

        Assert.Single(started, static s => s.IsNew);
        Assert.Single(started.Select(static s => s.Backfill.Id).Distinct());
        Assert.True(other.IsNew);
        Assert.Equal(
            [("customers", "waiting"), ("invoices", "waiting")], started[0].Backfill.Objects.Select(static o => (o.Kind, o.State)));
    }

    [Fact]
    public async Task Claim_GoesToOne_AndAfterTheLeaseToAnother_WhoGoesOnFromTheCursor()
    {
        await _store.StartAsync("bf_1", "stripe", Kinds, default);
        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _store.ClaimAsync(Accounts, Lease, default)));
        var first = Assert.Single(claims, static c => c is not null)!;
        Assert.True(await _store.RecordAsync(first, new BackfillStep("customers", "cus_2", 2, 1, IsLast: false), Lease, default));
        Assert.Null(await _store.ClaimAsync(Accounts, Lease, default));

        await _database.ExecuteAsync("UPDATE backfills SET leased_until = now() - interval '1 second'");
        var second = (await _store.ClaimAsync(Accounts, Lease, default))!;

        Assert.Equal([new BackfillCursor("customers", "cus_2"), new BackfillCursor("invoices", null)], second.Kinds);
        Assert.False(await _store.RecordAsync(first, new BackfillStep("customers", "cus_9", 9, 9, IsLast: true), Lease, default));
        await _store.FinishAsync(first, default);
        Assert.True(await _store.RecordAsync(second, new BackfillStep("customers", "cus_3", 1, 1, IsLast: true), Lease, default));
        var found = (await _store.FindAsync("bf_1", default))!;
        Assert.Equal([new BackfillProgress("customers", "done", 3, 2), new BackfillProgress("invoices", "waiting", 0, 0)], found.Objects);
        Assert.Equal("running", found.State);
    }

    [Fact]
    public async Task Cancelled_TakesNoMorePages_AndLetsAnotherBegin()
    {
        await _store.StartAsync("bf_1", "stripe", Kinds, default);
        var work = (await _store.ClaimAsync(Accounts, Lease, default))!;
        await _store.CancelAsync("bf_1", default);

        Assert.False(await _store.RecordAsync(work, new BackfillStep("customers", "cus_2", 2, 1, IsLast: false), Lease, default));
        await _store.FinishAsync(work, default);
        var found = (await _store.FindAsync("bf_1", default))!;
        Assert.Equal("cancelled", found.State);
        Assert.NotNull(found.FinishedAt);
        Assert.True((await _store.StartAsync("bf_2", "stripe", Kinds, default)).IsNew);
    }

    [Fact]
    public async Task Postponed_IsLeftAloneAndTellsWhy_UntilAPageIsKept()
    {
        await _store.StartAsync("bf_1", "stripe", Kinds, default);
        var work = (await _store.ClaimAsync(Accounts, Lease, default))!;
        await _store.PostponeAsync(work, "RateLimited: wait", Lease, default);

        Assert.Null(await _store.ClaimAsync(Accounts, Lease, default));
        Assert.Equal("RateLimited: wait", (await _store.FindAsync("bf_1", default))!.Fault);

        await _store.LeaveAsync(work, default);
        var again = (await _store.ClaimAsync(Accounts, Lease, default))!;
        await _store.RecordAsync(again, new BackfillStep("customers", null, 0, 0, IsLast: true), Lease, default);
        await _store.RecordAsync(again, new BackfillStep("invoices", null, 0, 0, IsLast: true, "Authentication: may not"), Lease, default);
        await _store.FinishAsync(again, default);
        var found = (await _store.FindAsync("bf_1", default))!;
        Assert.Equal(("done", null), (found.State, found.Fault));
        Assert.Equal([new BackfillProgress("customers", "done", 0, 0), new BackfillProgress("invoices", "refused", 0, 0, "Authentication: may not")], found.Objects);
        Assert.Null(await _store.FindAsync("bf_2", default));
        Assert.Null(await _store.ClaimAsync(Accounts, Lease, default));
    }
}
