namespace Signalbox.Calls;

/// <summary>How far the database's clock stepped ahead between two looks, by a clock that does not step.</summary>
internal static class ClockStep
{
    // Clocks differ a little in their speed, and nothing is counted more exactly.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    /// <param name="before">The database's clock at the look before.</param>
    /// <param name="now">The database's clock at this one.</param>
    /// <param name="between">What passed by the process's own clock, from before the one look to after the other.</param>
    /// <returns>How far, or zero.</returns>
    internal static TimeSpan Of(DateTimeOffset before, DateTimeOffset now, TimeSpan between) =>
        now - before - between is var step && step > Least ? step : TimeSpan.Zero;
}
