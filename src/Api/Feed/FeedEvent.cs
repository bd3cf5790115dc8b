namespace Signalbox.Feed;

/// <summary>An event as the feed shows it. Never changes; shared by all readers.</summary>
/// <param name="Seq">Its number: whoever has seen one has seen all below it.</param>
/// <param name="Position">Its position in the journal.</param>
/// <param name="EventId">The provider's or publisher's id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Source">The account that it came in on.</param>
/// <param name="Stream">The key of its stream.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Tenant">Whose it is; <see langword="null"/>: no tenant's.</param>
/// <param name="OccurredAt">When it happened by its provider's clock, in unix seconds; 0 if that did not say.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="ContentType">Of the bytes; <c>application/json</c> if nobody said.</param>
/// <param name="Payload">The bytes as they came.</param>
internal sealed record FeedEvent(
    long Seq,
    long Position,
    string EventId,
    string Type,
    string Source,
    string Stream,
    long Version,
    string? Tenant,
    long OccurredAt,
    DateTimeOffset ReceivedAt,
    string ContentType,
    ReadOnlyMemory<byte> Payload)
{
    // Two readers may make it at once; both make the same.
    private byte[]? _frame;

    /// <summary>Its id as a message, the same as that of its deliveries.</summary>
    internal string MessageId => $"msg_{Position:x16}";

    /// <summary>About how much memory it takes, with its frame.</summary>
    internal int Bytes => (2 * Payload.Length) + 1_024;

    /// <summary>It as an event of the stream, made when the first reader asks and kept for the others.</summary>
    internal ReadOnlyMemory<byte> Frame => _frame ??= FeedFrames.Of(this, withRaw: false);
}
