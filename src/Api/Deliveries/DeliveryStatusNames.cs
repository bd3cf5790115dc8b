namespace Signalbox.Deliveries;

/// <summary>What becomes of deliveries, in the words of the API.</summary>
internal static class DeliveryStatusNames
{
    /// <summary>Never tried so far, and behind nothing that has failed.</summary>
    internal const string Waiting = "waiting";

    /// <summary>It failed, or waited behind one that had, and is tried when it is due.</summary>
    internal const string Retrying = "retrying";

    /// <summary>It waits behind an earlier one of its stream (or of the destination) that has failed.</summary>
    internal const string Parked = "parked";

    /// <summary>It was given up on, and what comes behind it waits.</summary>
    internal const string Held = "held";

    /// <summary>It was given up on, and what comes behind it goes on.</summary>
    internal const string Dead = "dead";

    /// <summary>The receiver has it.</summary>
    internal const string Delivered = "delivered";

    /// <summary>Somebody has discarded it, or its destination was deleted.</summary>
    internal const string Discarded = "discarded";

    /// <summary>Those that wait, by the number of their state in the database.</summary>
    internal static IReadOnlyList<string> ByState { get; } = [Waiting, Retrying, Parked, Held, Dead];

    /// <summary>In lists: retrying, held or dead.</summary>
    internal const string Failed = "failed";

    /// <summary>What can be asked for in lists; a discarded one is gone.</summary>
    internal static IReadOnlyList<string> Listed { get; } = [.. ByState, Delivered, Failed];

    /// <summary>The classes of what a request comes to.</summary>
    internal static IReadOnlyList<string> Results { get; } = [Delivered, "status", "dns", "connect", "tls", "timeout", "broken", "address_refused", "unusable"];
}
