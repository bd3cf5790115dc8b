using Signalbox.Journal;
using Signalbox.Replays;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Replays;

/// <summary>How long a replay stands back.</summary>
public sealed class LiveTrafficTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Queue _queue = new();
    private readonly EntryBudget _budget = new();

    [Fact]
    public async Task LetPass_NothingWaits_GoesOnAtOnce()
    {
        _budget.Add(LiveTraffic.MostWaiting);

        Assert.True(Live().LetPassAsync(default).IsCompletedSuccessfully);
        await Live().LetPassAsync(default);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, LiveTraffic.MostWaiting + 1)]
    public async Task LetPass_LiveTrafficIsBehind_WaitsUntilItIsNot(bool isFull, long held)
    {
        _queue.IsFull = isFull;
        _budget.Add(held);
        var waiting = Live().LetPassAsync(default);
        await AdvanceAsync(waiting, TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);

        _queue.IsFull = false;
        _budget.Add(-held);
        await AdvanceAsync(waiting, TimeSpan.FromMilliseconds(20));

        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task LetPass_LiveTrafficNeverLetsUp_GoesOnAfterTwoSeconds()
    {
        _queue.IsFull = true;
        var waiting = Live().LetPassAsync(default);
        await AdvanceAsync(waiting, TimeSpan.FromMilliseconds(1_980));
        Assert.False(waiting.IsCompleted);

        await AdvanceAsync(waiting, TimeSpan.FromMilliseconds(20));

        Assert.True(waiting.IsCompletedSuccessfully);
    }

    private LiveTraffic Live() => new(_queue, _budget, _time);

    // What a timer wakes runs inside Advance: nothing else waits.
    private async Task AdvanceAsync(Task waiting, TimeSpan by)
    {
        for (var moved = TimeSpan.Zero; moved < by && !waiting.IsCompleted; moved += TimeSpan.FromMilliseconds(20))
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
    }

    private sealed class Queue : IJournal
    {
        public bool IsFull { get; set; }

        public ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing is appended here.");
    }
}
