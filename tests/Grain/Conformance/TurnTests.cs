using Orleans.Concurrency;

namespace Signalbox.Tests.Grain.Conformance;

public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Runs many turns, after as many requests have begun as are told to; answers how many ran at once at most.</summary>
    Task<int> WorkAsync(int awaits, int together);

    Task<(bool OwnScheduler, bool Same)> SchedulersAsync();

    Task<bool> StartNewStaysAsync();
}

public interface IReentrantTurnGrain : ITurnGrain;

public interface IPlainTurnGrain : ITurnGrain;

public abstract class TurnGrain : Orleans.Grain
{
    private readonly TaskCompletionSource _allBegan = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inTurn;
    private int _inRequest;
    private int _mostRequests;

    public async Task<int> WorkAsync(int awaits, int together)
    {
        _mostRequests = Math.Max(_mostRequests, ++_inRequest);
        if (_inRequest == together)
        {
            _allBegan.TrySetResult();
        }

        await _allBegan.Task;
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

        Thread.SpinWait(50);
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

        var most = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => grain.WorkAsync(20, together: 1))));

        Assert.All(most, each => Assert.Equal(1, each));
    }

    [Fact]
    public async Task Requests_ManyCallersOfReentrantGrain_InterleaveButNeverRunInParallel()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IReentrantTurnGrain>("a");

        var most = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => grain.WorkAsync(20, together: 100))));

        Assert.Equal(100, most.Max());
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
