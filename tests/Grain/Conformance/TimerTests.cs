using Orleans.Concurrency;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Conformance;

public interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave = false, bool keepAlive = false);

    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    Task DisposeTimerAsync();

    Task HoldAsync(string door);

    Task FailInTicksAsync();

    Task ChangeNothingAsync();

    [AlwaysInterleave]
    Task<int> TicksAsync();
}

[GrainType("conformance-timer"), CollectionAgeLimit(Minutes = 2)]
public sealed class TimerGrain(Probe probe) : Orleans.Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private int _ticks;
    private bool _fails;

    public Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave = false, bool keepAlive = false)
    {
        RequestContext.Set("of the request", "x");
        _timer = this.RegisterGrainTimer(TickAsync, "state", new() { DueTime = dueTime, Period = period, Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task DisposeTimerAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task HoldAsync(string door)
    {
        probe.Happened($"held at {door}");
        await probe.Door(door);
        probe.Happened("released");
    }

    public Task FailInTicksAsync()
    {
        _fails = true;
        return Task.CompletedTask;
    }

    public Task ChangeNothingAsync() => Task.CompletedTask;

    public Task<int> TicksAsync() => Task.FromResult(_ticks);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Happened("deactivated");
        return Task.CompletedTask;
    }

    private async Task TickAsync(string state, CancellationToken cancellationToken)
    {
        var tick = ++_ticks;
        var own = TaskScheduler.Current != TaskScheduler.Default && RequestContext.Get("of the request") is null && state == "state";
        probe.Happened($"tick {tick}{(own ? "" : " out of place")}");
        await probe.Door($"tick {tick}");
        probe.Happened($"tick {tick} ended");
        if (_fails)
        {
            throw new InvalidOperationException("tick failed");
        }
    }
}

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Tick_IsATurnThatWaitsForTheRunningRequest()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var grain = host.Grains.GetGrain<ITimerGrain>("a");
        await grain.StartAsync(Second, Timeout.InfiniteTimeSpan);
        var held = grain.HoldAsync("door");
        await host.Probe.Until("held at door");
        time.Advance(Second);
        Assert.Equal(0, await grain.TicksAsync());

        host.Probe.Open("tick 1");
        host.Probe.Open("door");
        await held;
        await host.Probe.Until("tick 1 ended");

        Assert.Equal(["held at door", "released", "tick 1", "tick 1 ended"], host.Probe.Log);
    }

    [Fact]
    public async Task Tick_ThatInterleaves_DoesNotWait()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var grain = host.Grains.GetGrain<ITimerGrain>("a");
        await grain.StartAsync(Second, Timeout.InfiniteTimeSpan, interleave: true);
        var held = grain.HoldAsync("door");
        await host.Probe.Until("held at door");

        host.Probe.Open("tick 1");
        time.Advance(Second);
        await host.Probe.Until("tick 1 ended");

        Assert.False(held.IsCompleted);
        host.Probe.Open("door");
        await held;
    }

    [Fact]
    public async Task NextTick_IsDueAPeriodAfterTheLastOneEnded()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var grain = host.Grains.GetGrain<ITimerGrain>("a");
        await grain.StartAsync(Second, 10 * Second);
        time.Advance(Second);
        await host.Probe.Until("tick 1");
        time.Advance(25 * Second);
        Assert.Equal(1, await grain.TicksAsync());

        host.Probe.Open("tick 1");
        await host.Probe.Until("tick 1 ended");
        await grain.ChangeNothingAsync();
        time.Advance(9 * Second);
        Assert.Equal(1, await grain.TicksAsync());
        time.Advance(Second);
        await host.Probe.Until("tick 2");
    }

    [Fact]
    public async Task Tick_ThatThrows_DoesNotStopTheTimer()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var grain = host.Grains.GetGrain<ITimerGrain>("a");
        await grain.FailInTicksAsync();
        await grain.StartAsync(Second, Second);
        host.Probe.Open("tick 1");
        time.Advance(Second);
        await host.Probe.Until("tick 1 ended");
        await grain.ChangeNothingAsync();

        time.Advance(Second);

        await host.Probe.Until("tick 2");
    }

    [Fact]
    public async Task Change_And_Dispose_TakeEffect()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var grain = host.Grains.GetGrain<ITimerGrain>("a");
        host.Probe.Open("tick 1");
        await grain.StartAsync(10 * Second, 10 * Second);
        await grain.ChangeAsync(Second, Second);
        time.Advance(Second);
        await host.Probe.Until("tick 1 ended");
        await grain.DisposeTimerAsync();

        time.Advance(60 * Second);
        await grain.ChangeNothingAsync();

        Assert.Equal(1, await grain.TicksAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticks_KeepTheActivationOnlyIfAskedTo(bool keepAlive)
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var grain = host.Grains.GetGrain<ITimerGrain>("a");
        await grain.StartAsync(Second, 30 * Second, interleave: false, keepAlive);
        var tick = 0;
        while (tick < 12 && !host.Probe.Log.Contains("deactivated"))
        {
            tick++;
            host.Probe.Open($"tick {tick}");
            time.Advance(30 * Second);
            await Task.WhenAny(host.Probe.Until($"tick {tick} ended"), host.Probe.Until("deactivated"));
            await host.Grains.GetGrain<IPlainLifeGrain>("else").IdAsync();
        }

        if (!keepAlive)
        {
            await host.Probe.Until("deactivated");
        }

        Assert.Equal(!keepAlive, host.Probe.Log.Contains("deactivated"));
    }
}
