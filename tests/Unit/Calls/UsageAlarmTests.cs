using Signalbox.Calls;

namespace Signalbox.Tests.Unit.Calls;

public sealed class UsageAlarmTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Note_HighForTenSeconds_WarnsOnceUntilItWasLow()
    {
        var alarm = new UsageAlarm();

        Assert.Equal(UsageNews.None, alarm.Note(0.9, Start));
        Assert.Equal(UsageNews.None, alarm.Note(0.9, Start.AddSeconds(9)));
        Assert.Equal(UsageNews.NearlyUsedUp, alarm.Note(0.8, Start.AddSeconds(10)));
        Assert.Equal(UsageNews.None, alarm.Note(0.9, Start.AddSeconds(30)));
        Assert.Equal(UsageNews.Over, alarm.Note(0.79, Start.AddSeconds(31)));
        Assert.Equal(UsageNews.None, alarm.Note(0.9, Start.AddSeconds(32)));
        Assert.Equal(UsageNews.NearlyUsedUp, alarm.Note(0.9, Start.AddSeconds(42)));
    }

    [Fact]
    public void Note_LowAtFirst_EndsWhatAnotherMayHaveRaised()
    {
        var alarm = new UsageAlarm();

        Assert.Equal(UsageNews.Over, alarm.Note(0.1, Start));
        Assert.Equal(UsageNews.None, alarm.Note(0.1, Start));
    }
}
