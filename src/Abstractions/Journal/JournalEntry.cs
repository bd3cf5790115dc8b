namespace Signalbox.Journal;

/// <summary>One verified event as the journal keeps it. Never changes after the append.</summary>
/// <param name="Stream">The stream's key, <c>{account}/{kind}/{external id}</c>; see <see cref="Streams.StreamKey"/>.</param>
/// <param name="Version">Position within the stream: 1, 2, 3 and so on, without a hole.</param>
/// <param name="Position">Position in the whole journal; unique, and increasing with time (milliseconds in the high bits).</param>
/// <param name="EventId">The provider's id of the event, unique within the account.</param>
/// <param name="Type">The provider's name of the event's type, for example <c>customer.updated</c>.</param>
/// <param name="OccurredAt">When it happened by the provider's clock, in unix seconds; 0 if the provider did not say.</param>
/// <param name="ReceivedAt">When the bytes arrived (UTC, this cluster's clock, not the provider's).</param>
/// <param name="Payload">The provider's bytes, as received.</param>
[GenerateSerializer, Immutable, Alias("signalbox.journal-entry.v1")]
public sealed record JournalEntry(
    [property: Id(0)] string Stream,
    [property: Id(1)] long Version,
    [property: Id(2)] long Position,
    [property: Id(3)] string EventId,
    [property: Id(4)] string Type,
    [property: Id(5)] long OccurredAt,
    [property: Id(6)] DateTimeOffset ReceivedAt,
    [property: Id(7)] ReadOnlyMemory<byte> Payload);
