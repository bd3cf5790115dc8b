using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Signalbox.Tests.Grain.Conformance;

public interface ICallGrain : IGrainWithStringKey
{
    [OneWay]
    Task TellAsync(string door);

    [OneWay, AlwaysInterleave]
    Task TellAtOnceAsync(string what);

    Task FailAsync(string message);

    Task<int> FailAtOnceAsync();

    ValueTask<string> EchoAsync(string text, int times);

    ValueTask NothingAsync();

    Task<string> WaitAsync(string name, CancellationToken cancellationToken);

    [ResponseTimeout("00:00:00.300")]
    Task HangAsync();

    [ResponseTimeout("00:00:00.400")]
    Task CallBackAsync(string[] path);

    Task<string?> ContextAsync(string key, string next);

    Task<string> AddressAsync();

    IAsyncEnumerable<int> CountAsync(int to, CancellationToken cancellationToken);
}

public interface IOtherFaceGrain : IGrainWithStringKey
{
    Task<string> OtherAsync();
}

[GrainType("conformance-call")]
public sealed class CallGrain(Probe probe) : Orleans.Grain, ICallGrain, IOtherFaceGrain
{
    public async Task TellAsync(string door)
    {
        probe.Happened($"told {door}");
        await probe.Door(door);
        probe.Happened($"{door} done");
        throw new InvalidOperationException("nobody hears this");
    }

    public Task TellAtOnceAsync(string what)
    {
        probe.Happened(what);
        return Task.CompletedTask;
    }

    public async Task FailAsync(string message)
    {
        await Task.Yield();
        throw new KeyNotFoundException(message);
    }

    public Task<int> FailAtOnceAsync() => throw new KeyNotFoundException("at once");

    public ValueTask<string> EchoAsync(string text, int times) => new(string.Concat(Enumerable.Repeat(text, times)));

    public ValueTask NothingAsync() => ValueTask.CompletedTask;

    public async Task<string> WaitAsync(string name, CancellationToken cancellationToken)
    {
        probe.Happened($"{name} waits");
        using var registration = cancellationToken.Register(() => probe.Happened($"{name} cancelled"));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return name;
    }

    public Task HangAsync() => probe.Door("never");

    public Task CallBackAsync(string[] path) => GrainFactory.GetGrain<ICallGrain>(path[0]).CallBackAsync(path[1..]);

    public async Task<string?> ContextAsync(string key, string next)
    {
        var seen = RequestContext.Get(key) as string;
        RequestContext.Set(key, $"changed by {this.GetPrimaryKeyString()}");
        if (next.Length > 0)
        {
            await Task.Yield();
            return $"{seen}, {await GrainFactory.GetGrain<ICallGrain>(next[..1]).ContextAsync(key, next[1..])}";
        }

        return seen;
    }

    public Task<string> AddressAsync() => Task.FromResult(this.AsReference<IOtherFaceGrain>().GetPrimaryKeyString());

    public Task<string> OtherAsync() => Task.FromResult($"other {this.GetPrimaryKeyString()}");

    public async IAsyncEnumerable<int> CountAsync(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return TaskScheduler.Current == TaskScheduler.Default ? -1 : i;
        }
    }
}

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

    [Fact]
    public async Task RequestContext_FlowsAlongTheCalls_AndNeverBack()
    {
        await using var host = await GrainHost.StartAsync();
        RequestContext.Set("key", "mine");

        var seen = await host.Grains.GetGrain<ICallGrain>("a").ContextAsync("key", "b");

        Assert.Equal("mine, changed by a", seen);
        Assert.Equal("mine", RequestContext.Get("key"));
        RequestContext.Clear();
        Assert.Null(RequestContext.Get("key"));
        Assert.Null(await host.Grains.GetGrain<ICallGrain>("a").ContextAsync("key", ""));
    }

    [Fact]
    public async Task RequestContext_OfParallelRequests_StaysApart()
    {
        await using var host = await GrainHost.StartAsync();

        var seen = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            RequestContext.Set("key", $"{i}");
            return (i, await host.Grains.GetGrain<ICallGrain>($"{i % 5}").ContextAsync("key", ""));
        })));

        Assert.All(seen, each => Assert.Equal($"{each.i}", each.Item2));
    }

    [Fact]
    public async Task Reference_KnowsItsKey_EqualsAnotherOfTheSame_AndChangesItsFace()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("stripe/customer/a");

        Assert.Equal("stripe/customer/a", grain.GetPrimaryKeyString());
        Assert.Equal(grain, host.Grains.GetGrain<ICallGrain>("stripe/customer/a"));
        Assert.NotEqual(grain, host.Grains.GetGrain<ICallGrain>("b"));
        Assert.Equal("stripe/customer/a", await grain.AddressAsync());
        Assert.Equal("other stripe/customer/a", await grain.AsReference<IOtherFaceGrain>().OtherAsync());
        Assert.Equal(GrainId.Create("conformance-call", "stripe/customer/a"), grain.GetGrainId());
    }

    [Fact]
    public async Task Interface_OfSeveralClasses_NeedsAPrefix()
    {
        await using var host = await GrainHost.StartAsync();

        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ILifeGrain>("a"));
        await host.Grains.GetGrain<ILifeGrain>("kept", typeof(KeptGrain).FullName).IdAsync();
    }

    [Fact]
    public async Task AsyncEnumerable_StreamsInTurnsOfTheGrain()
    {
        await using var host = await GrainHost.StartAsync();
        var seen = new List<int>();

        await foreach (var each in host.Grains.GetGrain<ICallGrain>("a").CountAsync(250, CancellationToken.None))
        {
            seen.Add(each);
        }

        Assert.Equal(Enumerable.Range(1, 250), seen);
    }

    [Fact]
    public async Task AsyncEnumerable_Cancelled_Ends()
    {
        await using var host = await GrainHost.StartAsync();
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var each in host.Grains.GetGrain<ICallGrain>("a").CountAsync(int.MaxValue, CancellationToken.None).WithCancellation(cancel.Token))
            {
                seen = each;
                if (each == 10)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.True(seen >= 10);
    }
}
