using Signalbox.Cache;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>Who wants the same at the same time shares one task.</summary>
public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _flights = new();
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    [Fact]
    public async Task ManyCallers_OneStarts()
    {
        var joined = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _flights.Join("a", StartAsync))));
        var other = _flights.Join("b", static () => Task.FromResult(2));

        _answer.SetResult(1);

        Assert.Equal(1, joined.Count(static j => j.IsOwn));
        Assert.All(await Task.WhenAll(joined.Select(static j => j.Flight)), static answer => Assert.Equal(1, answer));
        Assert.Equal((true, 2), (other.IsOwn, await other.Flight));
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task CallerThatGivesUp_EndsItForNobodyElse()
    {
        using var impatience = new CancellationTokenSource();
        var first = _flights.Join("a", StartAsync).Flight.WaitAsync(impatience.Token);
        var second = _flights.Join("a", StartAsync).Flight.WaitAsync(CancellationToken.None);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _answer.SetResult(7);

        Assert.Equal(7, await second);
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task Ended_TheNextCallerStartsAnew()
    {
        _answer.SetResult(1);
        await _flights.Join("a", StartAsync).Flight;
        Assert.Equal(0, _flights.Count);

        Assert.True(_flights.Join("a", StartAsync).IsOwn);
    }

    [Fact]
    public async Task Failed_EveryCallerIsTold_AndTheNextStartsAnew()
    {
        var first = _flights.Join("a", StartAsync);
        var second = _flights.Join("a", StartAsync);
        _answer.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => first.Flight);
        await Assert.ThrowsAsync<TimeoutException>(() => second.Flight);
        Assert.Equal(0, _flights.Count);
    }

    private Task<int> StartAsync()
    {
        Interlocked.Increment(ref _started);
        return _answer.Task;
    }
}
