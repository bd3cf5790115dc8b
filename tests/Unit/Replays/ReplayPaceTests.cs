using Signalbox.Replays;

namespace Signalbox.Tests.Unit.Replays;

/// <summary>How long a replay rests between its pages.</summary>
public sealed class ReplayPaceTests
{
    [Theory]
    [InlineData(1_000, 100, 0.5, 1_000_000, 100)]
    [InlineData(1_000, 100, 0.25, 1_000_000, 300)]
    [InlineData(1_000, 100, 1, 1_000_000, 0)]
    [InlineData(1_000, 100, 1, 1_000, 900)]
    [InlineData(1_000, 100, 0.5, 1_000, 900)]
    [InlineData(1_000, 2_000, 0.5, 1_000, 2_000)]
    public void Rest_LeavesTheOthersTheirPart_AndKeepsToTheRate(int events, int tookMilliseconds, double share, int rate, int expected)
    {
        var rest = ReplayPace.RestAfter(events, TimeSpan.FromMilliseconds(tookMilliseconds), share, rate);

        Assert.Equal(expected, Math.Max(0, rest.TotalMilliseconds), 3.0);
    }
}
