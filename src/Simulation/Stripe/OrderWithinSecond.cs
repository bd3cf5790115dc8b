namespace Signalbox.Simulation.Stripe;

/// <summary>What a receiver sees of an event when it must order it against another of the same second.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Snapshot">The object in it.</param>
/// <param name="StatusRank">How far the object's status is in its life, where a status never goes back: see <see cref="StripeObject.StatusRank"/>.</param>
/// <param name="PreviousAttributes">Null on events that carry none.</param>
internal sealed record SeenEvent(string Type, byte[] Snapshot, int StatusRank, byte[]? PreviousAttributes);

/// <summary>
/// Whether a receiver can tell which of two events of one object and one second is the later, by what Stripe promises:
/// created before all else, deleted after all else, a life that only goes forward, and previous_attributes.
/// </summary>
internal static class OrderWithinSecond
{
    /// <summary>Whether the second of two, given in true order, can be recognised as the later, and no rule says the opposite.</summary>
    internal static bool IsClear(SeenEvent earlier, SeenEvent later) =>
        Same(earlier, later) || (!Contradicts(earlier, later) && IsKnownLater(earlier, later));

    /// <summary>Whether some rule would put the later one first.</summary>
    internal static bool Contradicts(SeenEvent earlier, SeenEvent later) =>
        !Same(earlier, later) &&
        (TypeRank(earlier.Type) > TypeRank(later.Type) || earlier.StatusRank > later.StatusRank || Follows(later, earlier));

    private static bool Same(SeenEvent one, SeenEvent other) => one.Snapshot.AsSpan().SequenceEqual(other.Snapshot);

    private static bool IsKnownLater(SeenEvent earlier, SeenEvent later) =>
        TypeRank(earlier.Type) < TypeRank(later.Type) || earlier.StatusRank < later.StatusRank || Follows(earlier, later);

    private static bool Follows(SeenEvent one, SeenEvent next) =>
        next.PreviousAttributes is { } previous && Snapshots.Matches(previous, one.Snapshot);

    private static int TypeRank(string type) =>
        type.EndsWith(".created", StringComparison.Ordinal) ? 0 : type.EndsWith(".deleted", StringComparison.Ordinal) ? 2 : 1;
}
