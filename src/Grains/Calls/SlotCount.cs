namespace Signalbox.Calls;

/// <summary>
/// How the slots that a process may use are divided among priorities: some are kept from the background, and of those that come free while
/// several priorities wait, some go to the lowest. Not thread-safe.
/// </summary>
/// <param name="most">The limit.</param>
internal sealed class SlotCount(int most)
{
    // Of so many slots that come free while both wait, one goes to the lowest priority.
    private const int LowestEach = 10;

    // A tenth of the limit, if it is worth dividing: calls in the background may hold slots while they wait for the rate.
    private const int ReserveShare = 10;
    private const int SmallestWithReserve = 4;

    private int _peak;
    private int _background;
    private int _served;

    /// <summary>How many may be in use.</summary>
    internal int Usable { get; set; }

    /// <summary>How many are in use; more than are usable while some are to be given back.</summary>
    internal int Busy { get; private set; }

    private int Reserve => most < SmallestWithReserve ? 0 : Math.Max(1, most / ReserveShare);

    /// <summary>Takes a slot, if there is one for this priority.</summary>
    internal bool TryTake(PermitPriority priority)
    {
        if (!MayTake(priority))
        {
            return false;
        }

        _background += IsBackground(priority) ? 1 : 0;
        _peak = Math.Max(_peak, ++Busy);
        return true;
    }

    /// <summary>Takes a slot for one of those that wait.</summary>
    /// <returns>Whose turn it is; <see langword="null"/> if there is none for any of them.</returns>
    internal PermitPriority? TakeNext(PermitCounts waiting)
    {
        var next = PermitCounts.Priorities.Where(p => waiting[p] > 0 && MayTake(p)).ToList();
        if (next.Count == 0)
        {
            return null;
        }

        var priority = ++_served % LowestEach == 0 ? next[^1] : next[0];
        TryTake(priority);
        return priority;
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="priority">Whose it was.</param>
    internal void Return(PermitPriority priority)
    {
        Busy--;
        _background -= IsBackground(priority) ? 1 : 0;
    }

    /// <summary>How many are wanted: what is in use or was since this was last asked, what waits, and what is kept from the background.</summary>
    internal int TakeWanted(PermitCounts waiting)
    {
        // With what is kept from the background, or it would be kept from what the background needs.
        var kept = _background + waiting.Refresh + waiting.Bulk > 1 ? Reserve : 0;
        var wanted = Math.Max(Busy + waiting.Total, _peak) + kept;
        _peak = Busy;
        return wanted;
    }

    private static bool IsBackground(PermitPriority priority) => priority is not PermitPriority.Interactive;

    private bool MayTake(PermitPriority priority) => Busy < Usable && (!IsBackground(priority) || _background < Math.Max(1, Usable - Reserve));
}
