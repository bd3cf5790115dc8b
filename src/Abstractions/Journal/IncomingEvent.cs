namespace Signalbox.Journal;

/// <summary>A verified event on its way into the journal.</summary>
/// <param name="Account">The account that it came in on, for example <c>stripe</c>.</param>
/// <param name="EventId">The provider's id of the event; with the account it decides what a duplicate is. 1 to 255 characters.</param>
/// <param name="Type">The provider's name of the event's type. 1 to 255 characters.</param>
/// <param name="Stream">The key of the stream that the event belongs to.</param>
/// <param name="OccurredAt">When it happened by the provider's clock, in unix seconds; 0 if the provider did not say.</param>
/// <param name="ReceivedAt">When the bytes arrived (UTC).</param>
/// <param name="Headers">The request's headers worth keeping, one <c>Name: value</c> a line; never a credential.</param>
/// <param name="Payload">The bytes as received. The journal keeps a reference: the caller must not change them afterwards.</param>
/// <param name="VerifiedWith">The fingerprint (8 hexadecimal digits) of the secret that signed it; <see langword="null"/> if it came in no signed request.</param>
public sealed record IncomingEvent(
    string Account,
    string EventId,
    string Type,
    string Stream,
    long OccurredAt,
    DateTimeOffset ReceivedAt,
    string Headers,
    ReadOnlyMemory<byte> Payload,
    string? VerifiedWith = null);
