namespace Signalbox.Calls;

/// <summary>Outcomes of the sampling window, to the exactness of a tenth of it.</summary>
/// <param name="Slots">When the tenths with outcomes began, in microseconds since 1970, ascending.</param>
/// <param name="Succeeded">How many succeeded in each.</param>
/// <param name="Failed">How many failed in each.</param>
internal sealed record OutcomeWindow(IReadOnlyList<long> Slots, IReadOnlyList<int> Succeeded, IReadOnlyList<int> Failed)
{
    private const int SlotsInWindow = 10;

    internal static readonly OutcomeWindow Empty = new([], [], []);

    /// <summary>What counts at this time.</summary>
    internal (int Succeeded, int Failed) Sum(TimeSpan window, DateTimeOffset now)
    {
        var from = Micros(now - window);
        var (succeeded, failed) = (0, 0);
        for (var i = 0; i < Slots.Count; i++)
        {
            if (Slots[i] > from)
            {
                (succeeded, failed) = (succeeded + Succeeded[i], failed + Failed[i]);
            }
        }

        return (succeeded, failed);
    }

    /// <summary>The window with more outcomes, without those that no longer count.</summary>
    internal OutcomeWindow Add(int succeeded, int failed, TimeSpan window, DateTimeOffset now)
    {
        var from = Micros(now - window);
        var length = Math.Max(1, window.Ticks / TimeSpan.TicksPerMicrosecond / SlotsInWindow);
        var slot = Micros(now) / length * length;
        List<long> slots = [];
        List<int> allSucceeded = [];
        List<int> allFailed = [];
        for (var i = 0; i < Slots.Count; i++)
        {
            // One that begins later than now stems from a clock that was set back.
            if (Slots[i] > from && Slots[i] <= slot)
            {
                slots.Add(Slots[i]);
                allSucceeded.Add(Succeeded[i]);
                allFailed.Add(Failed[i]);
            }
        }

        if (slots.Count == 0 || slots[^1] != slot)
        {
            slots.Add(slot);
            allSucceeded.Add(0);
            allFailed.Add(0);
        }

        allSucceeded[^1] += succeeded;
        allFailed[^1] += failed;
        return new OutcomeWindow(slots, allSucceeded, allFailed);
    }

    private static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
