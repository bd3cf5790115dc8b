namespace Signalbox.Streams;

/// <summary>
/// Which of two copies of an object is fresher, as far as each tells by itself: what was deleted stays deleted; then the provider's time
/// (whole seconds), then the phase of the object's life. Where this says 0, <see cref="RivalCopies"/> decides. Pure.
/// </summary>
internal static class Freshness
{
    /// <returns>Negative if <paramref name="a"/> is staler, positive if it is fresher, 0 if neither tells.</returns>
    internal static int Compare(in ObjectVersion a, in ObjectVersion b)
    {
        var byDeletion = a.IsDeleted.CompareTo(b.IsDeleted);
        if (byDeletion != 0)
        {
            return byDeletion;
        }

        var byTime = a.AsOf.CompareTo(b.AsOf);
        return byTime != 0 ? byTime : a.Rank.CompareTo(b.Rank);
    }
}
