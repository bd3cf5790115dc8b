using Orleans.Concurrency;

namespace Signalbox.Tests.Grain.Conformance;

public interface ITurnGrain : IGrainWithStringKey
{
    Task<int> WorkAsync(int awaits);

    Task<(bool OwnScheduler, bool Same)> SchedulersAsync();

    Task<bool> StartNewStaysAsync();
}

public interface IReentrantTurnGrain : ITurnGrain;

public interface IPlainTurnGrain : ITurnGrain;

public abstract class TurnGrain : Orleans.Grain
{
    private int _inTurn;
    private int _inRequest;
    private int _mostRequests;
    private int _unsynchronized;

    public int Unsynchronized => _unsynchronized;

    public async Task<int> WorkAsync(int awaits)
    {
        _mostRequests = Math.Max(_mostRequests, ++_inRequest);
        for (var i = 0; i < awaits; i++)
        {
            Turn();
            if (i % 3 == 0)
            {
                await Task.Run(static () => { });
            }
            else
            {
                await Task.Yield();
            }
        }

        Turn();
        _inRequest--;
        return _mostRequests;
    }

    public async Task<(bool OwnScheduler, bool Same)> SchedulersAsync()
    {
        var before = TaskScheduler.Current;
        await Task.Run(static () => { });
        await Task.Yield();
        return (before != TaskScheduler.Default, before == TaskScheduler.Current);
    }

    public async Task<bool> StartNewStaysAsync()
    {
        var mine = TaskScheduler.Current;
        return await Task.Factory.StartNew(() => TaskScheduler.Current == mine);
    }

    private void Turn()
    {
        if (Interlocked.Exchange(ref _inTurn, 1) != 0)
        {
            throw new InvalidOperationException("Two turns of one activation run in parallel.");
        }

        // Not atomic on purpose: parallel turns would lose some.
        for (var i = 0; i < 50; i++)
        {
            _unsynchronized++;
            Thread.SpinWait(1);
        }

        Volatile.Write(ref _inTurn, 0);
    }
}

[GrainType("conformance-turn-plain")]
public sealed class PlainTurnGrain : TurnGrain, IPlainTurnGrain;

[GrainType("conformance-turn-reentrant"), Reentrant]
public sealed class ReentrantTurnGrain : TurnGrain, IReentrantTurnGrain;

public sealed class TurnTests
{
    [Fact]
    public async Task Requests_ManyCallers_RunOneAtATimeAndNeverInParallel()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IPlainTurnGrain>("a");

        var most = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => grain.WorkAsync(20))));

        Assert.All(most, each => Assert.Equal(1, each));
    }

    [Fact]
    public async Task Requests_ManyCallersOfReentrantGrain_InterleaveButNeverRunInParallel()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IReentrantTurnGrain>("a");

        var most = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => grain.WorkAsync(20))));

        Assert.True(most.Max() > 1, "No two requests interleaved.");
    }

    [Fact]
    public async Task Await_ComesBackToTheActivationsScheduler()
    {
        await using var host = await GrainHost.StartAsync();

        var (ownScheduler, same) = await host.Grains.GetGrain<IPlainTurnGrain>("a").SchedulersAsync();

        Assert.True(ownScheduler);
        Assert.True(same);
    }

    [Fact]
    public async Task StartNew_StaysOnTheActivationsScheduler()
    {
        await using var host = await GrainHost.StartAsync();

        Assert.True(await host.Grains.GetGrain<IPlainTurnGrain>("a").StartNewStaysAsync());
    }
}
