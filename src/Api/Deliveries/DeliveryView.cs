namespace Signalbox.Deliveries;

/// <summary>A delivery: one event on its way to one destination.</summary>
/// <param name="Id">Its id, dlv_…</param>
/// <param name="Destination">The destination's id.</param>
/// <param name="Status">What has become of it: waiting, retrying, parked, held, dead, delivered or discarded.</param>
/// <param name="Message">What webhook-id is in each of its requests, msg_…</param>
/// <param name="Event">The event's id; null if the journal does not keep it any more.</param>
/// <param name="Type">The event's type; null likewise.</param>
/// <param name="Stream">The event's stream; null likewise.</param>
/// <param name="MadeAt">When it was made: when the event was applied, or asked for again.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it is tried next, of those that are retrying.</param>
/// <param name="ChangedAt">When it was last tried or parked; null if it never was.</param>
/// <param name="Fault">The class of the last failure: status, dns, connect, tls, timeout, broken, address_refused or unusable; null if there was none, or it is delivered.</param>
internal sealed record DeliveryView(
    string Id,
    string Destination,
    string Status,
    string Message,
    string? Event,
    string? Type,
    string? Stream,
    DateTime MadeAt,
    int Attempts,
    DateTime? DueAt,
    DateTime? ChangedAt,
    string? Fault);

/// <summary>A delivery with what was tried.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Attempts">Its requests, the latest first; at most a hundred, each with up to 16 KB of the answer.</param>
internal sealed record DeliveryDetail(DeliveryView Delivery, IReadOnlyList<AttemptView> Attempts);

/// <summary>One request of a delivery.</summary>
/// <param name="Delivery">The delivery's id, dlv_…</param>
/// <param name="Message">What webhook-id was, msg_…</param>
/// <param name="Attempt">Which attempt it was: 1 for the first.</param>
/// <param name="At">When it began.</param>
/// <param name="Result">delivered, or the class of the failure: status, dns, connect, tls, timeout, broken, address_refused or unusable.</param>
/// <param name="Status">The status of HTTP; null if there was no answer.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="NextAt">When it was to be tried again; null if it was not.</param>
/// <param name="Error">What failed.</param>
/// <param name="Response">The beginning of the answer's body, read as UTF-8; null if there was none.</param>
internal sealed record AttemptView(
    string Delivery, string Message, int Attempt, DateTime At, string Result, int? Status, int DurationMs, DateTime? NextAt, string? Error, string? Response);
