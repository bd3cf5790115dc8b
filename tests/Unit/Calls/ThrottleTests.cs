using Signalbox.Calls;

namespace Signalbox.Tests.Unit.Calls;

public sealed class ThrottleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0.0, 1)]
    [InlineData(-5.0, 1)]
    [InlineData(7.0, 7)]
    [InlineData(100_000.0, 300)]
    public void Refused_RetryAfter_PausesForIt(double? retryAfter, double paused) => Assert.Equal(
        TimeSpan.FromSeconds(paused), Throttle.None.Refused(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Now).PauseLeft(Now));

    [Fact]
    public void Refused_ManyInOnePause_HalvesOnceAndNeverShortensIt()
    {
        var throttle = Throttle.None.Refused(TimeSpan.FromSeconds(5), Now).Refused(TimeSpan.FromSeconds(1), Now).Refused(TimeSpan.FromSeconds(6), Now);

        Assert.Equal(0.5, throttle.Share);
        Assert.Equal(TimeSpan.FromSeconds(6), throttle.PauseLeft(Now));
    }

    [Fact]
    public void Refused_AgainAndAgain_LeavesATenth()
    {
        var (throttle, now) = (Throttle.None, Now);
        for (var i = 0; i < 20; i++)
        {
            throttle = throttle.Refused(TimeSpan.FromSeconds(1), now);
            now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(Throttle.LeastShare, throttle.Share);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.5)]
    [InlineData(5, 0.7)]
    [InlineData(11, 1)]
    [InlineData(1_000, 1)]
    public void ShareAt_AfterAPauseOfASecond_GrowsBack(double seconds, double share) =>
        Assert.Equal(share, Throttle.None.Refused(TimeSpan.FromSeconds(1), Now).ShareAt(Now + TimeSpan.FromSeconds(seconds)), 6);

    [Fact]
    public void PauseLeft_ClockSetBackAnHour_IsNotAnHour() =>
        Assert.Equal(TimeSpan.Zero, Throttle.None.Refused(TimeSpan.FromSeconds(1), Now).PauseLeft(Now - TimeSpan.FromHours(1)));
}
