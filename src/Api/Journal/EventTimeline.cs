namespace Signalbox.Journal;

/// <summary>What has happened to an event.</summary>
/// <param name="Id">The provider's id of the event.</param>
/// <param name="Account">The account that it came in on.</param>
/// <param name="Type">The provider's name of the event's type.</param>
/// <param name="Stream">The stream that it belongs to.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="VerifiedWith">Which of the source's secrets its signature matched; null if that was not recorded.</param>
/// <param name="Steps">What happened, in order.</param>
/// <param name="Forwarded">Its deliveries to destinations, the latest first; at most a hundred, and those that ended for as long as attempts are kept.</param>
internal sealed record EventTimeline(
    string Id,
    string Account,
    string Type,
    string Stream,
    long Version,
    EventStatus Status,
    string? VerifiedWith,
    IReadOnlyList<EventStep> Steps,
    IReadOnlyList<ForwardedEvent> Forwarded);

/// <summary>A delivery of the event.</summary>
/// <param name="Destination">The destination's id.</param>
/// <param name="Delivery">The delivery's id, dlv_…</param>
/// <param name="Status">What has become of it: waiting, retrying, parked, held, dead or delivered.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was last tried or parked; null if it never was.</param>
internal sealed record ForwardedEvent(string Destination, string Delivery, string Status, int Attempts, DateTime? At);

/// <summary>A step of an event's way.</summary>
/// <param name="Step"><c>received</c>, <c>verified</c>, <c>appended</c>, <c>attempt_failed</c>, <c>replay_failed</c>, <c>dead_letter</c>, <c>replayed</c>, <c>discarded</c>, <c>waiting</c>, <c>applied</c> or <c>replay</c>.</param>
/// <param name="At">When; null if that is not recorded. Of waiting: when it is tried again.</param>
/// <param name="Attempt">Which attempt it was to apply it.</param>
/// <param name="Error">What the attempt failed with.</param>
/// <param name="Replay">The replay that applied it once more.</param>
internal sealed record EventStep(string Step, DateTime? At, int? Attempt = null, string? Error = null, string? Replay = null);
