using Signalbox.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Calls;

public sealed class RateLimiterTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private FakeCallStore _store = null!;
    private CallHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new FakeCallStore(_time);
        _host = await CallHost.StartAsync(_store, _time, requests: 20, new CallOptions { QueueCapacity = 50 });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Acquire_PermitsAtHand_IsGrantedAtOnce()
    {
        var grant = await _host.AcquireAsync(PermitPriority.Interactive);

        Assert.Equal(new PermitGrant(PermitOutcome.Granted, 1, TimeSpan.Zero, TimeSpan.FromMilliseconds(30), TimeSpan.Zero), grant);
    }

    [Fact]
    public async Task Acquire_BulkWaits_InteractiveGoesFirst()
    {
        var bulk = await FillAsync(40);
        var interactive = _host.AcquireAsync(PermitPriority.Interactive);
        await _host.AdvanceUntilAsync(() => interactive.IsCompleted);

        Assert.Equal(PermitOutcome.Granted, (await interactive).Outcome);
        Assert.InRange(bulk.Count(static b => b.IsCompleted), 0, 5);
        await _host.AdvanceUntilAsync(() => bulk.All(static b => b.IsCompleted));
        Assert.All(bulk, static b => Assert.Equal(PermitOutcome.Granted, b.Result.Outcome));
    }

    [Fact]
    public async Task Acquire_QueueFull_IsRefusedAndOtherPrioritiesAreNot()
    {
        await FillAsync(50);

        var refused = await _host.AcquireAsync(PermitPriority.Bulk);
        Assert.Equal(PermitOutcome.QueueFull, refused.Outcome);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);

        var refresh = _host.AcquireAsync(PermitPriority.Refresh);
        await _host.AdvanceUntilAsync(() => refresh.IsCompleted);
        Assert.Equal(PermitOutcome.Granted, (await refresh).Outcome);
    }

    [Fact]
    public async Task Acquire_DeadlineThatCannotBeMet_IsRefusedWithoutWaiting()
    {
        await FillAsync(40);

        // The clock stands still: an answer is an early one. 40 permits take about two seconds.
        var refused = await _host.AcquireAsync(PermitPriority.Bulk, patience: 1.5);

        Assert.Equal(PermitOutcome.TooLate, refused.Outcome);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Acquire_DeadlinePassesInTheQueue_IsRefusedThen()
    {
        var first = await FillAsync(10);
        var hurried = _host.AcquireAsync(PermitPriority.Bulk, patience: 0.6);
        await _host.UntilWaitingAsync(11);
        await _host.Limiter.PauseAsync(TimeSpan.FromSeconds(5), default);
        await _host.AdvanceUntilAsync(() => hurried.IsCompleted);

        Assert.Equal(PermitOutcome.TooLate, (await hurried).Outcome);
        Assert.DoesNotContain(first, static f => f.IsCompleted);
    }

    [Fact]
    public async Task Acquire_Cancelled_LeavesTheQueue()
    {
        await FillAsync(3);
        using var cancel = new CancellationTokenSource();
        var waiting = _host.AcquireAsync(PermitPriority.Bulk, 60, cancel.Token);
        await _host.UntilWaitingAsync(4);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _host.UntilWaitingAsync(3);
    }

    [Fact]
    public async Task Pause_NobodyGetsAPermitUntilItIsOver()
    {
        var start = _time.GetUtcNow();
        await _host.Limiter.PauseAsync(TimeSpan.FromSeconds(2), default);
        var paused = await _host.Limiter.GetStatusAsync(default);
        Assert.Equal(TimeSpan.FromSeconds(2), paused.PausedFor);
        Assert.Equal(10, paused.Limit);
        Assert.Equal(PermitOutcome.TooLate, (await _host.AcquireAsync(PermitPriority.Interactive, patience: 1)).Outcome);

        var patient = _host.AcquireAsync(PermitPriority.Interactive);
        await _host.AdvanceUntilAsync(() => patient.IsCompleted);

        Assert.Equal(PermitOutcome.Granted, (await patient).Outcome);
        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Pause_ByOneProcess_HoldsTheOthersToo()
    {
        await using var other = await CallHost.StartAsync(_store, _time, requests: 20);
        await other.AcquireAsync(PermitPriority.Interactive);
        await _host.Limiter.PauseAsync(TimeSpan.FromSeconds(2), default);

        var held = other.AcquireAsync(PermitPriority.Interactive, patience: 1);
        await other.AdvanceUntilAsync(() => held.IsCompleted);
        Assert.Equal(PermitOutcome.TooLate, (await held).Outcome);
    }

    [Fact]
    public async Task Acquire_DatabaseAway_WaitsForItAsLongAsTheCallerCan()
    {
        _store.IsAway = true;
        var impatient = _host.AcquireAsync(PermitPriority.Interactive, patience: 0.5);
        var patient = _host.AcquireAsync(PermitPriority.Interactive);
        await _host.AdvanceUntilAsync(() => impatient.IsCompleted);
        Assert.Equal(PermitOutcome.Unavailable, (await impatient).Outcome);

        _store.IsAway = false;
        await _host.AdvanceUntilAsync(() => patient.IsCompleted);
        Assert.Equal(PermitOutcome.Granted, (await patient).Outcome);
    }

    [Fact]
    public async Task TwoProcesses_TogetherStayWithinTheLimit()
    {
        await using var other = await CallHost.StartAsync(_store, _time, requests: 20);
        var calls = Enumerable.Range(0, 80).Select(i => (i % 2 == 0 ? _host : other).AcquireAsync((PermitPriority)(1 + (i % 3)))).ToList();
        await _host.AdvanceUntilAsync(() => calls.All(static c => c.IsCompleted));

        Assert.All(calls, static c => Assert.Equal(PermitOutcome.Granted, c.Result.Outcome));
        var reserved = _store.Reserved;
        Assert.Equal(80, reserved.Count);
        for (var i = 0; i + 20 < reserved.Count; i++)
        {
            // One may be used as late as its life and its way to the provider allow, one that follows it at once.
            var atMost = TimeSpan.FromSeconds(1) + CallHost.PermitLifetime + CallHost.Transit;
            Assert.True(reserved[i + 20] - reserved[i] >= atMost, $"21 permits can be used in a second, from {reserved[i]:O}.");
        }
    }

    /// <summary>Uses up what is at hand, and lets so many bulk calls wait.</summary>
    private async Task<List<Task<PermitGrant>>> FillAsync(int waiting)
    {
        for (var level = 2; level > 0; level--)
        {
            await _host.AcquireAsync(PermitPriority.Interactive);
        }

        List<Task<PermitGrant>> calls = [.. Enumerable.Range(0, waiting).Select(_ => _host.AcquireAsync(PermitPriority.Bulk))];
        await _host.UntilWaitingAsync(waiting);
        return calls;
    }
}
