namespace Signalbox.Replays;

/// <summary>Decides how long a replay rests between two pages. Pure.</summary>
internal static class ReplayPace
{
    /// <param name="events">How many events the page had.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="share">The part of the time that a replay may work, from 0 to 1.</param>
    /// <param name="eventsPerSecond">The most events a second.</param>
    internal static TimeSpan RestAfter(int events, TimeSpan took, double share, int eventsPerSecond)
    {
        var forOthers = took * ((1 / share) - 1);
        var forTheRate = TimeSpan.FromSeconds((double)events / eventsPerSecond) - took;
        return forOthers > forTheRate ? forOthers : forTheRate;
    }
}
