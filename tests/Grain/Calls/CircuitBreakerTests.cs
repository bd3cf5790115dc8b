using Signalbox.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Calls;

public sealed class CircuitBreakerTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private FakeCallStore _store = null!;
    private CallHost _host = null!;
    private CallHost _other = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new FakeCallStore(_time);
        _host = await CallHost.StartAsync(_store, _time);
        _other = await CallHost.StartAsync(_store, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Report_FailuresOfTwoProcesses_OpenItForBoth()
    {
        await _host.CircuitGrain.ReportAsync(new OutcomeBatch(0, 0, 5), default);
        Assert.True((await _other.CircuitGrain.AskAsync(default)).MaySend);
        Assert.Equal(CircuitState.Open, (await _other.CircuitGrain.ReportAsync(new OutcomeBatch(0, 0, 5), default)).State);

        var answer = await _host.CircuitGrain.AskAsync(default);
        Assert.False(answer.MaySend);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.RetryAfter);
    }

    [Fact]
    public async Task Ask_HalfOpenInTwoProcesses_GivesTheConfiguredProbesAndRecovers()
    {
        await _host.CircuitGrain.ReportAsync(new OutcomeBatch(0, 0, 10), default);
        _time.Advance(TimeSpan.FromSeconds(5));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? _host : _other).CircuitGrain.AskAsync(default)));
        var probes = answers.Where(static a => a.MaySend).ToList();
        Assert.Equal(CallHost.Rule.Probes, probes.Count);

        await Task.WhenAll(probes.Select((p, i) => (i % 2 == 0 ? _host : _other).CircuitGrain.ReportAsync(new OutcomeBatch(p.Round, 1, 0), default)));
        Assert.Equal(CircuitState.Closed, (await _host.CircuitGrain.GetStatusAsync(default)).State);
        Assert.True((await _other.CircuitGrain.AskAsync(default)).MaySend);
    }

    [Fact]
    public async Task Isolate_HoldsUntilClosedByHand()
    {
        await _host.CircuitGrain.IsolateAsync(default);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(CircuitState.Isolated, (await _other.CircuitGrain.AskAsync(default)).State);

        await _other.CircuitGrain.CloseAsync(default);
        Assert.True((await _host.CircuitGrain.AskAsync(default)).MaySend);
    }

    [Fact]
    public async Task GetStatus_TellsWhatIsCounted()
    {
        await _host.CircuitGrain.ReportAsync(new OutcomeBatch(0, 7, 2), default);
        Assert.Equal(new CircuitStatus(CircuitState.Closed, 7, 2, TimeSpan.Zero, 0), await _other.CircuitGrain.GetStatusAsync(default));
    }
}
