namespace Signalbox.Deliveries;

/// <summary>
/// How many requests of deliveries this process has under way. Destinations that are failing have slots of their own, so that those which let
/// requests hang take none from the others; and nobody takes all. Safe for any number of callers at once.
/// </summary>
internal sealed class SendingSlots
{
    /// <summary>The most requests under way to destinations that do well.</summary>
    internal const int Most = 1_024;

    /// <summary>The most requests under way to destinations that are failing.</summary>
    internal const int MostToFailing = 128;

    private int _healthy;
    private int _failing;

    /// <summary>Requests under way.</summary>
    internal int InUse => Volatile.Read(ref _healthy) + Volatile.Read(ref _failing);

    /// <summary>Takes a slot, if there is one for somebody who has so many: at most an eighth of what is free, so that there are always some for those who have none.</summary>
    /// <param name="isFailing">Whether the destination is failing.</param>
    /// <param name="own">How many it has.</param>
    internal bool TryTake(bool isFailing, int own)
    {
        ref var used = ref isFailing ? ref _failing : ref _healthy;
        var free = (isFailing ? MostToFailing : Most) - Interlocked.Increment(ref used);
        if (free >= 0 && (own == 0 || own <= free / 8))
        {
            return true;
        }

        Interlocked.Decrement(ref used);
        return false;
    }

    /// <summary>Gives one back.</summary>
    /// <param name="wasFailing">As it was taken.</param>
    internal void Release(bool wasFailing) => Interlocked.Decrement(ref wasFailing ? ref _failing : ref _healthy);
}
