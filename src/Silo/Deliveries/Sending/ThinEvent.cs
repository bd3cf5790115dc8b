using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Signalbox.Deliveries;

/// <summary>The body of an event that is told of and not shown: what it is, and where to get it.</summary>
internal static class ThinEvent
{
    /// <summary>Its content type.</summary>
    internal const string ContentType = "application/json";

    /// <summary>
    /// Writes <c>type</c>, <c>timestamp</c> (when it happened by its provider's clock, or came in if that did not say), <c>event_id</c>, <c>stream</c>,
    /// <c>version</c>, <c>source</c>, <c>tenant</c> if it has one, and <c>url</c>.
    /// </summary>
    /// <param name="outgoing">The event.</param>
    /// <param name="publicUrl">Where the API is, without a slash at the end; empty: the link is a path.</param>
    internal static byte[] Write(OutgoingEvent outgoing, string publicUrl)
    {
        var source = SourceOf(outgoing.Stream);
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", outgoing.Type);
            json.WriteString("timestamp", TimeOf(outgoing));
            json.WriteString("event_id", outgoing.EventId);
            json.WriteString("stream", outgoing.Stream);
            json.WriteNumber("version", outgoing.Version);
            json.WriteString("source", source);
            if (outgoing.Tenant is { } tenant)
            {
                json.WriteString("tenant", tenant);
            }

            json.WriteString("url", $"{publicUrl}/v1/events/{Uri.EscapeDataString(outgoing.EventId)}?account={Uri.EscapeDataString(source)}");
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The source of a stream's events: the first part of its key.</summary>
    internal static string SourceOf(string stream) => stream.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? stream[..slash] : stream;

    private static string TimeOf(OutgoingEvent outgoing) =>
        (outgoing.OccurredAt == 0 ? outgoing.ReceivedAt : DateTimeOffset.FromUnixTimeSeconds(outgoing.OccurredAt)).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
