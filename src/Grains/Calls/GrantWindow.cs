namespace Signalbox.Calls;

/// <summary>When permits were given out lately, to the exactness of a slot. Counting errs on the side of too many.</summary>
/// <param name="Slots">When the slots with grants began, in microseconds since 1970, ascending.</param>
/// <param name="Counts">How many permits were given out in each.</param>
internal sealed record GrantWindow(IReadOnlyList<long> Slots, IReadOnlyList<int> Counts)
{
    internal static readonly GrantWindow Empty = new([], []);

    /// <summary>How many permits were given out within the horizon before <paramref name="now"/>.</summary>
    internal int Count(RateShape shape, DateTimeOffset now)
    {
        var from = Micros(now - shape.Horizon - shape.Slot);
        var sum = 0;
        for (var i = Slots.Count - 1; i >= 0 && Slots[i] > from; i--)
        {
            sum += Counts[i];
        }

        return sum;
    }

    /// <summary>The window with more permits given out now, without those that no longer count.</summary>
    internal GrantWindow Add(int permits, RateShape shape, DateTimeOffset now)
    {
        var from = Micros(now - shape.Horizon - shape.Slot);
        var slot = Micros(now) / SlotMicros(shape) * SlotMicros(shape);
        var slots = new List<long>(Slots.Count + 1);
        var counts = new List<int>(Slots.Count + 1);
        for (var i = 0; i < Slots.Count; i++)
        {
            if (Slots[i] > from)
            {
                // Only a clock that was set back makes a slot begin later: it counts as now, or it would count too long.
                Put(Math.Min(Slots[i], slot), Counts[i]);
            }
        }

        if (permits > 0)
        {
            Put(slot, permits);
        }

        return new GrantWindow(slots, counts);

        void Put(long start, int count)
        {
            if (slots.Count > 0 && slots[^1] == start)
            {
                counts[^1] += count;
            }
            else
            {
                slots.Add(start);
                counts.Add(count);
            }
        }
    }

    /// <summary>The window on a clock that stepped ahead; nothing was given out later than now.</summary>
    internal GrantWindow Stepped(TimeSpan step, DateTimeOffset now)
    {
        var micros = step.Ticks / TimeSpan.TicksPerMicrosecond;
        return this with { Slots = [.. Slots.Select(slot => slot + micros < Micros(now) ? slot + micros : Math.Max(slot, Micros(now)))] };
    }

    /// <summary>How long until no more than so many count.</summary>
    internal TimeSpan Until(int atMost, RateShape shape, DateTimeOffset now)
    {
        var excess = Count(shape, now) - atMost;
        var from = Micros(now - shape.Horizon - shape.Slot);
        for (var i = 0; i < Slots.Count && excess > 0; i++)
        {
            if (Slots[i] > from)
            {
                excess -= Counts[i];
                if (excess <= 0)
                {
                    return TimeSpan.FromMicroseconds(Slots[i] - from);
                }
            }
        }

        return TimeSpan.Zero;
    }

    private static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static long SlotMicros(RateShape shape) => Math.Max(1, shape.Slot.Ticks / TimeSpan.TicksPerMicrosecond);
}
