using Signalbox.Calls;
using Signalbox.Providers.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Calls;

/// <summary>What a process remembers of limits and circuits, and when it asks again.</summary>
public sealed class ProcessSideTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private FakeCallStore _store = null!;
    private CallHost _host = null!;
    private DateTimeOffset _opened;

    public async ValueTask InitializeAsync()
    {
        _store = new FakeCallStore(_time);
        _host = await CallHost.StartAsync(_store, _time, requests: 100_000);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Acquire_ManyCallsInAPermitsLife_FewNeedAHop()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(CallPermitOutcome.Granted, (await AcquireAsync()).Outcome);
        }

        // Two accesses a hop; the batches grow with the demand.
        Assert.InRange(_store.Reads, 2, 60);
    }

    [Fact]
    public async Task Acquire_StashExpired_AsksAgain()
    {
        await AcquireAsync();
        await AcquireAsync();
        await AcquireAsync();
        var (before, reads) = (_time.GetTimestamp(), _store.Reads);
        _time.Advance(TimeSpan.FromMilliseconds(30));

        var permit = await AcquireAsync();

        Assert.True(_store.Reads > reads);
        Assert.True(permit.ExpiresAt > before + TimeSpan.FromMilliseconds(30).Ticks);
    }

    [Fact]
    public async Task Acquire_BulkDoesNotUseWhatWasReservedForInteractive()
    {
        for (var i = 0; i < 10; i++)
        {
            await AcquireAsync();
        }

        var reads = _store.Reads;
        await AcquireAsync(CallPriority.Bulk);
        Assert.True(_store.Reads > reads);
    }

    [Fact]
    public async Task Pause_DropsTheStash()
    {
        for (var i = 0; i < 10; i++)
        {
            await AcquireAsync();
        }

        await _host.Permits.PauseAsync("stripe", "api", TimeSpan.FromSeconds(3));

        var refused = await AcquireAsync(patience: 1);
        Assert.Equal(CallPermitOutcome.TooLate, refused.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);
    }

    [Fact]
    public async Task Ask_Closed_IsRememberedForAMoment()
    {
        Assert.True((await AskAsync()).MaySend);
        var reads = _store.Reads;
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await AskAsync()).MaySend);
        }

        Assert.Equal(reads, _store.Reads);
        _time.Advance(CircuitMachine.KnownFor);
        await AskAsync();
        Assert.True(_store.Reads > reads);
    }

    [Fact]
    public async Task Report_Failures_OpenTheCircuitInOneBatch()
    {
        var verdict = await AskAsync();
        for (var i = 0; i < 10; i++)
        {
            Report(verdict, AttemptOutcome.Failed);
        }

        var answer = verdict;
        await _host.AdvanceUntilAsync(() => !(answer = AskAsync().AsTask().GetAwaiter().GetResult()).MaySend);

        Assert.False(answer.IsIsolated);
        Assert.InRange(answer.RetryAfter, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Report_AnsweredOrAbandoned_DoesNotOpenIt()
    {
        var verdict = await AskAsync();
        for (var i = 0; i < 50; i++)
        {
            Report(verdict, i % 2 == 0 ? AttemptOutcome.Answered : AttemptOutcome.Abandoned);
        }

        var status = await StatusAsync();
        await _host.AdvanceUntilAsync(() => (status = StatusAsync().GetAwaiter().GetResult()).Succeeded > 0);
        Assert.Equal((25, 0), (status.Succeeded, status.Failed));
    }

    [Fact]
    public async Task Ask_HalfOpenByManyAtOnce_EachProbeGoesToOneOfThem()
    {
        await _host.CircuitGrain.ReportAsync(new OutcomeBatch(0, 0, 10), default);
        _time.Advance(TimeSpan.FromSeconds(5));

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync().AsTask()));
        var probes = verdicts.Where(static v => v.MaySend).ToList();

        Assert.Equal(CallHost.Rule.Probes, probes.Count);
        Assert.All(probes, static p => Assert.True(p.IsProbe));

        probes.ForEach(p => Report(p, AttemptOutcome.Answered));
        await _host.AdvanceUntilAsync(() => StatusAsync().GetAwaiter().GetResult().State is CircuitState.Closed);
    }

    [Fact]
    public async Task Report_ProbesAbandoned_AreFreeAtOnce()
    {
        await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            var probe = await AskAsync();
            Assert.True(probe.IsProbe);
            Report(probe, AttemptOutcome.Abandoned);
        }

        var next = default(CircuitVerdict);
        var before = _time.GetUtcNow();
        await _host.AdvanceUntilAsync(() => (next = AskAsync().AsTask().GetAwaiter().GetResult()).MaySend);
        Assert.True(next.IsProbe);
        Assert.InRange(_time.GetUtcNow() - before, TimeSpan.Zero, CircuitMachine.KnownFor * 2);
    }

    [Fact]
    public async Task Look_HalfOpen_TakesNoProbe()
    {
        await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.True((await _host.Breaker.LookAsync("stripe", "payments", default)).MaySend);
        }

        Assert.True((await AskAsync()).IsProbe);
    }

    [Fact]
    public async Task Look_IsolatedMeanwhile_SaysSo()
    {
        await OpenAsync();
        await _host.CircuitGrain.IsolateAsync(default);
        var verdict = await _host.Breaker.LookAsync("stripe", "payments", default);
        Assert.Equal((false, true), (verdict.MaySend, verdict.IsIsolated));
    }

    [Fact]
    public async Task Ask_WhoAskedWentAway_TheProbeIsForAnother()
    {
        await OpenAsync();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _host.Breaker.AskAsync("stripe", "payments", gone.Token).AsTask());
        }

        var next = default(CircuitVerdict);
        await _host.AdvanceUntilAsync(() => (next = AskAsync().AsTask().GetAwaiter().GetResult()).MaySend);
        Assert.InRange(_time.GetUtcNow() - _opened, TimeSpan.Zero, TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Ask_DatabaseAway_GoesByWhatWasKnown()
    {
        _store.IsAway = true;
        Assert.True((await AskAsync()).MaySend);

        _store.IsAway = false;
        await _host.CircuitGrain.IsolateAsync(default);
        _time.Advance(CircuitMachine.KnownFor);
        Assert.True((await AskAsync()).IsIsolated);

        _store.IsAway = true;
        _time.Advance(CircuitMachine.KnownFor);
        Assert.False((await AskAsync()).MaySend);
    }

    private async Task OpenAsync()
    {
        await _host.CircuitGrain.ReportAsync(new OutcomeBatch(0, 0, 10), default);
        _opened = _time.GetUtcNow();
        _time.Advance(CallHost.Rule.FirstBreak);
    }

    private ValueTask<CallPermit> AcquireAsync(CallPriority priority = CallPriority.Interactive, double patience = 60) =>
        _host.Permits.AcquireAsync("stripe", "api", priority, TimeSpan.FromSeconds(patience), default);

    private ValueTask<CircuitVerdict> AskAsync() => _host.Breaker.AskAsync("stripe", "payments", default);

    private void Report(CircuitVerdict verdict, AttemptOutcome outcome) => _host.Breaker.Report("stripe", "payments", verdict, outcome);

    private Task<CircuitStatus> StatusAsync() => _host.CircuitGrain.GetStatusAsync(default);
}
