using Orleans.Configuration;
using Orleans.Hosting;

namespace Signalbox.Tests.Grain.Conformance;

/// <summary>What ends a request before its grain does: its caller, its time, its place in the queue.</summary>
public sealed class CallLimitTests
{
    [Fact]
    public async Task Cancellation_ReachesTheGrain_AndTheCallerAtOnce()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");
        using var cancel = new CancellationTokenSource();
        var call = grain.WaitAsync("it", cancel.Token);
        await host.Probe.Until("it waits");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await host.Probe.Until("it cancelled");
    }

    [Fact]
    public async Task Cancellation_BeforeTheTurn_NeverStarts()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");
        await grain.TellAsync("door");
        using var cancel = new CancellationTokenSource();
        var call = grain.WaitAsync("it", cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        host.Probe.Open("door");
        await grain.NothingAsync();

        Assert.DoesNotContain("it waits", host.Probe.Log);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.WaitAsync("again", cancel.Token));
        Assert.DoesNotContain("again waits", host.Probe.Log);
    }

    [Fact]
    public async Task NoAnswerInTime_TimesOut()
    {
        await using var host = await GrainHost.StartAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<ICallGrain>("a").HangAsync());
    }

    [Fact]
    public async Task NoAnswerInTime_DefaultOfTheOptions_TimesOut()
    {
        await using var host = await GrainHost.StartAsync(
            silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMilliseconds(200)));

        await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<ICallGrain>("a").WaitAsync("it", CancellationToken.None));
    }

    [Fact]
    public async Task CallCycle_OfGrainsThatAreNotReentrant_TimesOutAndTheGrainsGoOn()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");

        await Assert.ThrowsAsync<TimeoutException>(() => grain.CallBackAsync(["b", "a", "a"]));

        Assert.Equal("x", await grain.EchoAsync("x", 1));
        Assert.Equal("x", await host.Grains.GetGrain<ICallGrain>("b").EchoAsync("x", 1));
    }

    [Fact]
    public async Task TooManyWaiting_IsRefusedWithLimitExceeded_AndTheOthersAreServed()
    {
        await using var host = await GrainHost.StartAsync(
            silo => silo.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 10));
        var grain = host.Grains.GetGrain<ICallGrain>("a");
        await grain.TellAsync("door");
        await host.Probe.Until("told door");
        var calls = Enumerable.Range(0, 30).Select(_ => grain.EchoAsync("x", 1).AsTask()).ToList();

        var refused = calls.Where(call => call.IsCompleted).ToList();
        host.Probe.Open("door");

        Assert.InRange(refused.Count, 19, 21);
        foreach (var call in refused)
        {
            await Assert.ThrowsAsync<LimitExceededException>(() => call);
        }

        await Task.WhenAll(calls.Except(refused));
    }
}
