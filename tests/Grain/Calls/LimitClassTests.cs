using Signalbox.Calls;
using Signalbox.Providers.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Calls;

/// <summary>Calls whose class has a limit beside the account's, and calls of which only so many may be in flight.</summary>
public sealed class LimitClassTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeCallStore _store;

    public LimitClassTests() => _store = new FakeCallStore(_time);

    [Fact]
    public async Task Acquire_ClassWithALimit_TakesOfThatAndOfTheAccounts()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 1_000, classRequests: 20);

        // The class's burst is two, the account's a hundred.
        Assert.Equal(CallPermitOutcome.Granted, (await AcquireAsync(host, "refunds.create", patience: 0.01)).Outcome);
        Assert.Equal(CallPermitOutcome.Granted, (await AcquireAsync(host, "refunds.create", patience: 0.01)).Outcome);
        Assert.Equal(CallPermitOutcome.TooLate, (await AcquireAsync(host, "refunds.create", patience: 0.01)).Outcome);
        Assert.Equal(CallPermitOutcome.Granted, (await AcquireAsync(host, "api", patience: 0.01)).Outcome);

        var whole = await host.Limiter.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.InRange(whole.InWindow, 3, 10);
    }

    [Fact]
    public async Task Acquire_AccountUsedUp_TheClassWaitsToo_AndItsPermitsAreGoodTogether()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 20, classRequests: 20);
        while ((await AcquireAsync(host, "api", patience: 0.001)).Outcome is CallPermitOutcome.Granted)
        {
        }

        var waiting = AcquireAsync(host, "refunds.create");
        await host.AdvanceUntilAsync(() => waiting.IsCompleted);

        var permit = await waiting;
        Assert.Equal(CallPermitOutcome.Granted, permit.Outcome);
        Assert.True(permit.ExpiresAt > _time.GetTimestamp());
    }

    [Fact]
    public async Task Pause_OfAClass_LeavesTheAccountAlone()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 1_000, classRequests: 20);
        await host.Permits.PauseAsync("stripe", "refunds.create", TimeSpan.FromSeconds(3));

        Assert.Equal(CallPermitOutcome.TooLate, (await AcquireAsync(host, "refunds.create", patience: 1)).Outcome);
        Assert.Equal(CallPermitOutcome.Granted, (await AcquireAsync(host, "api")).Outcome);
    }

    [Fact]
    public async Task Acquire_AsManyInFlightAsMayBe_WaitsForOneToEnd()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 100_000, concurrency: 3);
        var inFlight = new List<CallPermit>();
        for (var i = 0; i < 3; i++)
        {
            var taken = AcquireAsync(host, "api");
            await host.AdvanceUntilAsync(() => taken.IsCompleted);
            inFlight.Add(await taken);
        }

        Assert.All(inFlight, static p => Assert.NotNull(p.InFlight));
        var late = AcquireAsync(host, "api", patience: 0.5);
        await host.AdvanceUntilAsync(() => late.IsCompleted);
        Assert.Equal(CallPermitOutcome.Busy, (await late).Outcome);

        var next = AcquireAsync(host, "api");
        inFlight[0].InFlight!.Dispose();
        await host.AdvanceUntilAsync(() => next.IsCompleted);
        Assert.Equal(CallPermitOutcome.Granted, (await next).Outcome);
    }

    [Fact]
    public async Task Acquire_ManyAtOnceInTwoProcesses_NeverMoreInFlightThanMayBe()
    {
        await using var one = await CallHost.StartAsync(_store, _time, requests: 100_000, concurrency: 5);
        await using var other = await CallHost.StartAsync(_store, _time, requests: 100_000, concurrency: 5);
        var (inFlight, most, done) = (0, 0, 0);
        var calls = Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            var host = i % 2 == 0 ? one : other;
            var permit = await host.Permits.AcquireAsync("stripe", "api", (CallPriority)(1 + (i % 3)), TimeSpan.FromMinutes(5), default);
            Assert.Equal(CallPermitOutcome.Granted, permit.Outcome);
            var now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, CancellationToken.None);
            Interlocked.Decrement(ref inFlight);
            permit.InFlight!.Dispose();
            Interlocked.Increment(ref done);
        })).ToList();

        var all = Task.WhenAll(calls);
        await one.AdvanceUntilAsync(() => all.IsCompleted);
        await all;

        Assert.Equal(60, done);
        Assert.InRange(most, 2, 5);
    }

    [Fact]
    public async Task Acquire_OtherProcessDied_ItsSlotsComeBackWithItsLease()
    {
        await _store.SwapAsync(CallHost.Limit, new SlotRow(0, [], default), [new SlotHolding("dead", 2, 2, _time.GetUtcNow(), _time.GetUtcNow().AddSeconds(30))], default);
        await using var host = await CallHost.StartAsync(_store, _time, requests: 100_000, concurrency: 2);

        var refused = AcquireAsync(host, "api", patience: 20);
        await host.AdvanceUntilAsync(() => refused.IsCompleted, TimeSpan.FromMilliseconds(5));
        Assert.Equal(CallPermitOutcome.Busy, (await refused).Outcome);

        // The clock does not wait for threads, and a permit that arrives after its 30 ms is asked for again: there must be time for that.
        var next = AcquireAsync(host, "api", patience: 600);
        await host.AdvanceUntilAsync(() => next.IsCompleted, TimeSpan.FromMilliseconds(5));
        Assert.Equal(CallPermitOutcome.Granted, (await next).Outcome);
    }

    [Fact]
    public async Task Acquire_WaitsForASlot_TakesNoPermitThatWouldExpire()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 100, concurrency: 1);
        var first = AcquireAsync(host, "api");
        await host.AdvanceUntilAsync(() => first.IsCompleted);
        var (reserved, since) = (_store.Reserved.Count, _time.GetUtcNow());

        var second = AcquireAsync(host, "api");
        await host.AdvanceUntilAsync(() => _time.GetUtcNow() - since > TimeSpan.FromMilliseconds(300));
        Assert.False(second.IsCompleted);
        Assert.Equal(reserved, _store.Reserved.Count);

        (await first).InFlight!.Dispose();
        await host.AdvanceUntilAsync(() => second.IsCompleted);
        Assert.Equal(CallPermitOutcome.Granted, (await second).Outcome);
    }

    [Fact]
    public async Task Acquire_BackgroundWaitsForTheRate_LeavesASlotForACallThatSomebodyWaitsFor()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 2, concurrency: 4);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var granted = 0;
        var all = Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var permit = await host.Permits.AcquireAsync("stripe", "api", CallPriority.Bulk, TimeSpan.FromMinutes(2), default);
            Assert.Equal(CallPermitOutcome.Granted, permit.Outcome);
            Interlocked.Increment(ref granted);
            await end.Task;
            permit.InFlight!.Dispose();
        }));
        await host.AdvanceUntilAsync(() => Volatile.Read(ref granted) > 0);

        // Three of the four slots are the background's, and stay so while it waits for the rate and for its answers.
        var interactive = AcquireAsync(host, "api");
        await host.AdvanceUntilAsync(() => interactive.IsCompleted);
        Assert.Equal(CallPermitOutcome.Granted, (await interactive).Outcome);
        Assert.InRange(Volatile.Read(ref granted), 1, 3);

        (await interactive).InFlight!.Dispose();
        end.SetResult();
        await host.AdvanceUntilAsync(() => all.IsCompleted);
        await all;
    }

    [Fact]
    public async Task Stop_GivesTheSlotsBack()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 100_000, concurrency: 3);
        var taken = AcquireAsync(host, "api");
        await host.AdvanceUntilAsync(() => taken.IsCompleted);
        (await taken).InFlight!.Dispose();
        Assert.NotEmpty((await HoldersAsync()).Holdings);

        await host.Slots.StoppedAsync(TestContext.Current.CancellationToken);

        Assert.Empty((await HoldersAsync()).Holdings);
        Assert.Equal(CallPermitOutcome.Busy, (await AcquireAsync(host, "api", patience: 1)).Outcome);
    }

    private Task<SlotRow> HoldersAsync() => ((ISlotStore)_store).ReadAsync(CallHost.Limit, default);

    private static Task<CallPermit> AcquireAsync(CallHost host, string limitClass, double patience = 60) =>
        host.Permits.AcquireAsync("stripe", limitClass, CallPriority.Interactive, TimeSpan.FromSeconds(patience), default).AsTask();

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
