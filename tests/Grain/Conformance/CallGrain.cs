using System.Runtime.CompilerServices;
using Orleans.Concurrency;

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
