namespace Signalbox.Calls;

/// <summary>A bucket into which permits flow evenly, and which overflows.</summary>
/// <param name="Level">How many it held at <paramref name="At"/>; 0 or more.</param>
/// <param name="At">When that was, by the database's clock.</param>
internal readonly record struct TokenBucket(double Level, DateTimeOffset At)
{
    // Without it, ten tenths would be less than one.
    private const double Rounding = 1e-6;

    /// <summary>How many whole permits it holds.</summary>
    internal int Whole => (int)Math.Min(int.MaxValue, Level + Rounding);

    /// <summary>The bucket at a later time. A clock that was set back finds it empty.</summary>
    internal TokenBucket Refill(RateShape shape, DateTimeOffset now) => now < At
        ? new TokenBucket(0, now)
        : new TokenBucket(Math.Min(shape.Burst, Level + ((now - At).TotalSeconds * shape.PerSecond)), now);

    /// <summary>The bucket with fewer permits; never below zero.</summary>
    internal TokenBucket Take(int permits) => this with { Level = Math.Max(0, Level - permits) };

    /// <summary>How long until it holds so many; they must fit into it.</summary>
    internal TimeSpan Until(double level, RateShape shape) =>
        level <= Level + Rounding ? TimeSpan.Zero : TimeSpan.FromSeconds((level - Level) / shape.PerSecond);
}
