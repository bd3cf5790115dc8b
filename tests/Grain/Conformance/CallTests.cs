namespace Signalbox.Tests.Grain.Conformance;

/// <summary>How a request reaches a grain and how its answer or failure comes back.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task OneWay_CompletesAtOnce_AndItsFailureIsNotHeard()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");

        var told = grain.TellAsync("door");

        Assert.True(told.IsCompletedSuccessfully);
        await host.Probe.Until("told door");
        host.Probe.Open("door");
        await host.Probe.Until("door done");
        Assert.Equal("xx", await grain.EchoAsync("x", 2));
    }

    [Fact]
    public async Task OneWay_ThatInterleaves_PassesTheRunningRequest_InOrder()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");
        await grain.TellAsync("door");
        for (var i = 0; i < 100; i++)
        {
            await grain.TellAtOnceAsync($"{i}");
        }

        await host.Probe.Until("99");

        Assert.Equal(["told door", .. Enumerable.Range(0, 100).Select(i => $"{i}")], host.Probe.Log);
    }

    [Fact]
    public async Task Exception_KeepsTypeMessageAndStack()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");

        var later = await Assert.ThrowsAsync<KeyNotFoundException>(() => grain.FailAsync("no such thing"));
        var atOnce = await Assert.ThrowsAsync<KeyNotFoundException>(() => grain.FailAtOnceAsync());

        Assert.Equal("no such thing", later.Message);
        Assert.Contains($"{nameof(CallGrain)}.{nameof(CallGrain.FailAsync)}", later.StackTrace, StringComparison.Ordinal);
        Assert.Contains($"{nameof(CallGrain)}.{nameof(CallGrain.FailAtOnceAsync)}", atOnce.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValueTasks_AreAwaitedLikeTasks()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("a");

        await grain.NothingAsync();

        Assert.Equal("abab", await grain.EchoAsync("ab", 2));
    }
}
