namespace Orleans.Runtime;

/// <summary>How long an activation has not been used, and whether that is too long.</summary>
internal sealed class Idleness(TimeSpan ageLimit, TimeProvider time)
{
    private long _lastUse = time.GetTimestamp();
    private long _keptUntil = long.MinValue;

    internal void Use() => Volatile.Write(ref _lastUse, time.GetTimestamp());

    internal void Delay(TimeSpan span) => Volatile.Write(ref _keptUntil, span switch
    {
        _ when span == Timeout.InfiniteTimeSpan || span == TimeSpan.MaxValue => long.MaxValue,
        _ when span <= TimeSpan.Zero => long.MinValue,
        _ => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency),
    });

    internal bool IsTooOld()
    {
        var now = time.GetTimestamp();
        return ageLimit != Timeout.InfiniteTimeSpan && now >= Volatile.Read(ref _keptUntil) && time.GetElapsedTime(Volatile.Read(ref _lastUse), now) >= ageLimit;
    }
}
