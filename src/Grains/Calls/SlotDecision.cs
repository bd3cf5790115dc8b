namespace Signalbox.Calls;

/// <summary>
/// How many of a concurrency limit's slots a process holds. Pure: the caller writes the holdings by compare-and-swap, and only then are the
/// slots real. Their sum never exceeds the limit while it is not lowered, and a dead process's come back when its lease ends.
/// </summary>
internal static class SlotDecision
{
    // With fewer slots than processes that want some, one gives its up to another after so long.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <param name="row">The row.</param>
    /// <param name="holder">The process.</param>
    /// <param name="busy">How many of its requests are in flight: their slots cannot be given back yet.</param>
    /// <param name="wanted">How many slots it could use, those included.</param>
    /// <param name="most">The limit.</param>
    /// <param name="lease">How long it may keep them without another look.</param>
    internal static SlotsHeld Hold(SlotRow row, string holder, int busy, int wanted, int most, TimeSpan lease)
    {
        var others = row.Holdings.Where(h => h.Holder != holder && h.Until > row.Now).ToList();
        var own = row.Holdings.FirstOrDefault(h => h.Holder == holder && h.Until > row.Now);
        var free = Math.Max(0, most - others.Sum(static h => h.Slots));
        var share = ShareOf(others, own, holder, most, row.Now);
        var usable = Math.Min(Math.Min(wanted, free), share);
        var slots = Math.Min(free, Math.Max(usable, busy));
        if (slots > 0 || wanted > 0)
        {
            var since = own is { } before && before.Slots > 0 == slots > 0 ? before.Since : row.Now;
            others.Add(new SlotHolding(holder, slots, wanted, since, row.Now + lease));
        }

        // Nothing to write while what is held stays the same, others see as well as before whether more is wanted, and most of the lease is left.
        var isChanged = own is null
            ? slots > 0 || wanted > 0
            : own.Slots != slots || own.Wanted > own.Slots != wanted > slots || own.Wanted > 0 != wanted > 0 || own.Until - row.Now < lease * 0.75
                || (share < most && Math.Min(own.Wanted, share) != Math.Min(wanted, share));
        return new SlotsHeld(others, usable, isChanged);
    }

    /// <summary>
    /// How many a process may go on using while others want more than they have: an equal part of what those leave that want less than that.
    /// What cannot be divided goes to the first by name.
    /// </summary>
    private static int ShareOf(List<SlotHolding> others, SlotHolding? own, string holder, int most, DateTimeOffset now)
    {
        if (!others.Exists(static h => h.Wanted > h.Slots))
        {
            return most;
        }

        var wishes = others.Select(static h => h.Wanted).Where(static w => w > 0).Order().ToList();
        if (wishes.Count + 1 > most)
        {
            // Somebody has none: those that had theirs for a turn let them go.
            return own is { Slots: > 0 } && now - own.Since >= Turn ? 0 : 1;
        }

        // The modest first: what they leave is divided among the others. This one is taken to want any number.
        var (left, claimants) = (most, wishes.Count + 1);
        foreach (var wish in wishes.TakeWhile(wish => wish <= left / claimants))
        {
            (left, claimants) = (left - wish, claimants - 1);
        }

        var before = others.Count(h => h.Wanted > left / claimants && string.CompareOrdinal(h.Holder, holder) < 0);
        return (left / claimants) + (before < left % claimants ? 1 : 0);
    }
}

/// <summary>The outcome of <see cref="SlotDecision.Hold"/>.</summary>
/// <param name="Holdings">The row as it should be.</param>
/// <param name="Usable">How many requests may be in flight from now on, once the row is so; those beyond it end and are not replaced.</param>
/// <param name="IsChanged">Whether the row must be written at all.</param>
internal sealed record SlotsHeld(IReadOnlyList<SlotHolding> Holdings, int Usable, bool IsChanged);
