namespace Signalbox.Deliveries;

/// <summary>
/// How many requests of deliveries this process has under way. Destinations that are failing have slots of their own, so that those which let
/// requests hang take none from the others. Safe for any number of callers at once.
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

    /// <summary>Takes a slot, if there is one.</summary>
    internal bool TryTake(bool isFailing)
    {
        ref var used = ref isFailing ? ref _failing : ref _healthy;
        if (Interlocked.Increment(ref used) <= (isFailing ? MostToFailing : Most))
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
