using Orleans.Configuration;
using Orleans.Hosting;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Conformance;

public interface ILifeGrain : IGrainWithStringKey
{
    Task<Guid> IdAsync();

    Task<Guid> EndAsync();

    Task<Guid> HoldAsync(string door);

    Task StayAsync(TimeSpan time);
}

public interface IKeptGrain : ILifeGrain;

public interface IShortGrain : ILifeGrain;

public interface IPlainLifeGrain : ILifeGrain;

public abstract class LifeGrain(Probe probe) : Orleans.Grain
{
    private readonly Guid _id = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Happened($"{this.GetPrimaryKeyString()} activated");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Happened($"{this.GetPrimaryKeyString()} deactivated: {reason.ReasonCode}");
    }

    public Task<Guid> IdAsync() => Task.FromResult(_id);

    public async Task<Guid> EndAsync()
    {
        DeactivateOnIdle();
        await Task.Yield();
        return _id;
    }

    public async Task<Guid> HoldAsync(string door)
    {
        probe.Happened($"held at {door}");
        await probe.Door(door);
        DeactivateOnIdle();
        return _id;
    }

    public Task StayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}

[GrainType("conformance-life")]
public sealed class PlainLifeGrain(Probe probe) : LifeGrain(probe), IPlainLifeGrain;

[GrainType("conformance-life-kept"), KeepAlive]
public sealed class KeptGrain(Probe probe) : LifeGrain(probe), IKeptGrain;

[GrainType("conformance-life-short"), CollectionAgeLimit(Minutes = 2)]
public sealed class ShortGrain(Probe probe) : LifeGrain(probe), IShortGrain;

public interface IFailingGrain : IGrainWithStringKey
{
    Task<int> GoAsync();
}

[GrainType("conformance-failing")]
public sealed class FailingGrain(Probe probe) : Orleans.Grain, IFailingGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var attempt = probe.Log.Count(each => each == "attempt") + 1;
        probe.Happened("attempt");
        await probe.Door("attempt");
        if (attempt == 1)
        {
            throw new FormatException("cannot be activated");
        }
    }

    public Task<int> GoAsync() => Task.FromResult(probe.Log.Count);
}

public sealed class LifeTests
{
    [Fact]
    public async Task FirstCall_Activates_AndLaterCallsFindTheSame()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IPlainLifeGrain>("a");
        Assert.Empty(host.Probe.Log);

        var first = await grain.IdAsync();

        Assert.Equal(first, await host.Grains.GetGrain<IPlainLifeGrain>("a").IdAsync());
        Assert.NotEqual(first, await host.Grains.GetGrain<IPlainLifeGrain>("b").IdAsync());
        Assert.Equal(["a activated", "b activated"], host.Probe.Log);
    }

    [Fact]
    public async Task DeactivateOnIdle_NextCallFindsAFreshActivation()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IPlainLifeGrain>("a");

        var first = await grain.EndAsync();
        var second = await grain.IdAsync();

        Assert.NotEqual(first, second);
        Assert.Equal(["a activated", "a deactivated: ApplicationRequested", "a activated"], host.Probe.Log);
    }

    [Fact]
    public async Task DeactivateOnIdle_WhatWaitsGoesToTheNextActivation()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IPlainLifeGrain>("a");
        var held = grain.HoldAsync("door");
        await host.Probe.Until("held at door");
        var waiting = Enumerable.Range(0, 50).Select(_ => grain.IdAsync()).ToList();

        host.Probe.Open("door");
        var first = await held;
        var others = await Task.WhenAll(waiting);

        Assert.All(others, each => Assert.Equal(others[0], each));
        Assert.NotEqual(first, others[0]);
    }

    [Fact]
    public async Task Deactivation_RacesWithCalls_LosesNone()
    {
        await using var host = await GrainHost.StartAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() =>
        {
            var grain = host.Grains.GetGrain<IPlainLifeGrain>($"{i % 3}");
            return i % 7 == 0 ? grain.EndAsync() : grain.IdAsync();
        })));

        Assert.Equal(2000, ids.Length);
        Assert.True(ids.Distinct().Count() > 3);
    }

    [Fact]
    public async Task ActivationFails_QueuedCallsGetItsException_NextCallTriesAgain()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IFailingGrain>("a");
        var queued = new[] { grain.GoAsync(), grain.GoAsync(), grain.GoAsync() };
        await host.Probe.Until("attempt");
        host.Probe.Open("attempt");

        foreach (var call in queued)
        {
            var exception = await Assert.ThrowsAsync<FormatException>(() => call);
            Assert.Equal("cannot be activated", exception.Message);
            Assert.Contains(nameof(FailingGrain.OnActivateAsync), exception.StackTrace, StringComparison.Ordinal);
        }

        Assert.Equal(2, await grain.GoAsync());
    }

    [Fact]
    public async Task Idle_LongerThanTheCollectionAge_IsDeactivated()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var first = await host.Grains.GetGrain<IPlainLifeGrain>("a").IdAsync();

        await AdvanceAsync(host, time, TimeSpan.FromMinutes(17), "a deactivated: ActivationIdle");

        Assert.NotEqual(first, await host.Grains.GetGrain<IPlainLifeGrain>("a").IdAsync());
    }

    [Fact]
    public async Task Idle_AgeLimitOfTheClassAndKeepAlive_AreHonoured()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(
            silo => silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(30)), time);
        await host.Grains.GetGrain<IShortGrain>("short").IdAsync();
        await host.Grains.GetGrain<IPlainLifeGrain>("plain").IdAsync();
        await host.Grains.GetGrain<IPlainLifeGrain>("delayed").StayAsync(TimeSpan.FromHours(3));
        await host.Grains.GetGrain<IKeptGrain>("kept").IdAsync();

        await AdvanceAsync(host, time, TimeSpan.FromMinutes(4), "short deactivated: ActivationIdle");
        Assert.DoesNotContain("plain deactivated: ActivationIdle", host.Probe.Log);
        await AdvanceAsync(host, time, TimeSpan.FromMinutes(60), "plain deactivated: ActivationIdle");
        Assert.DoesNotContain("delayed deactivated: ActivationIdle", host.Probe.Log);
        await AdvanceAsync(host, time, TimeSpan.FromHours(4), "delayed deactivated: ActivationIdle");
        Assert.DoesNotContain("kept deactivated: ActivationIdle", host.Probe.Log);
    }

    [Fact]
    public async Task Idle_WhileARequestRuns_IsNot()
    {
        var time = new ManualTimeProvider();
        await using var host = await GrainHost.StartAsync(time: time);
        var held = host.Grains.GetGrain<IPlainLifeGrain>("busy").HoldAsync("door");
        await host.Probe.Until("held at door");
        await host.Grains.GetGrain<IShortGrain>("witness").IdAsync();

        await AdvanceAsync(host, time, TimeSpan.FromHours(1), "witness deactivated: ActivationIdle");

        Assert.DoesNotContain("busy deactivated: ActivationIdle", host.Probe.Log);
        host.Probe.Open("door");
        await Assert.ThrowsAsync<TimeoutException>(() => held);
    }

    [Fact]
    public async Task Stop_FinishesWhatWasAccepted_ThenDeactivates()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IPlainLifeGrain>("a");
        var held = host.Grains.GetGrain<IInterleavingGrain>("i").WriteAsync("write");
        await host.Probe.Until("write began");
        var queued = Enumerable.Range(0, 20).Select(_ => host.Grains.GetGrain<IInterleavingGrain>("i").WriteAsync("write")).ToList();
        await grain.IdAsync();

        var stopping = host.StopAsync();
        Assert.False(stopping.IsCompleted);
        host.Probe.Open("write");
        await stopping;

        await held;
        await Task.WhenAll(queued);
        Assert.Contains("a deactivated: ShuttingDown", host.Probe.Log);
    }

    private static async Task AdvanceAsync(GrainHost host, ManualTimeProvider time, TimeSpan by, string until)
    {
        time.Advance(by);
        await host.Probe.Until(until);
    }
}
