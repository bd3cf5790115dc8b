namespace Signalbox.Trigger;

/// <summary>How the sending of one event ended.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Failure">Why it failed: an HTTP status, or what went wrong before there was one. Empty if it did not.</param>
/// <param name="Detail">What the server said about it, for people.</param>
internal sealed record Delivery(DeliveryOutcome Outcome, string Failure = "", string Detail = "");

/// <summary>What became of an event.</summary>
internal enum DeliveryOutcome
{
    /// <summary>It is in the journal now.</summary>
    Accepted = 1,

    /// <summary>It was there before.</summary>
    Duplicate = 2,

    /// <summary>It was refused, or there was no answer after all tries.</summary>
    Failed = 3,
}
