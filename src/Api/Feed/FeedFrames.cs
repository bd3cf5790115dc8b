using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Signalbox.Http;

namespace Signalbox.Feed;

/// <summary>What is written to readers, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal static class FeedFrames
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// An event. It has no name, so that <c>onmessage</c> gets it; the numbers of 64 bits are text, because JSON readers round such numbers.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="withRaw">Whether the exact bytes come along, as base64.</param>
    internal static byte[] Of(FeedEvent e, bool withRaw)
    {
        var frame = new ArrayBufferWriter<byte>(e.Payload.Length + 512);
        frame.Write(Encoding.UTF8.GetBytes($"id: {e.Seq}\ndata: "));
        using (var json = new Utf8JsonWriter(frame, Json))
        {
            json.WriteStartObject();
            json.WriteString("seq"u8, Number(e.Seq));
            json.WriteString("id"u8, e.EventId);
            json.WriteString("message_id"u8, e.MessageId);
            json.WriteString("type"u8, e.Type);
            json.WriteString("source"u8, e.Source);
            json.WriteString("stream"u8, e.Stream);
            json.WriteNumber("version"u8, e.Version);
            json.WriteString("position"u8, Number(e.Position));
            json.WriteString("tenant"u8, e.Tenant);
            WriteTime(json, "occurred_at"u8, e.OccurredAt > 0 ? DateTimeOffset.FromUnixTimeSeconds(e.OccurredAt) : null);
            WriteTime(json, "received_at"u8, e.ReceivedAt);
            json.WriteString("content_type"u8, e.ContentType);
            WriteBody(json, e.Payload);
            if (withRaw)
            {
                json.WriteBase64String("raw"u8, e.Payload.Span);
            }

            json.WriteEndObject();
        }

        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    /// <summary>How a feed begins: where it is, so that it can be resumed before the first event, and how long to wait before that.</summary>
    internal static byte[] Beginning(long after) => Encoding.UTF8.GetBytes($"retry: 2000\nid: {after}\n\n");

    /// <summary>A sign of life, and how far the feed has come: what was left out is not looked at again by whoever resumes.</summary>
    internal static byte[] Heartbeat(long after) => Encoding.UTF8.GetBytes($": heartbeat\nid: {after}\n\n");

    /// <summary>The last event of a feed that is ended from this side.</summary>
    internal static byte[] Closed(string reason, long after) =>
        Encoding.UTF8.GetBytes($$"""event: closed{{'\n'}}data: {"reason":"{{reason}}","after":"{{after}}"}{{"\n\n"}}""");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteString(name, at.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlyMemory<byte> payload)
    {
        if (!Utf8.IsValid(payload.Span) || JsonRawValue.TryParse(payload) is null)
        {
            json.WriteBase64String("body_base64"u8, payload.Span);
            return;
        }

        json.WritePropertyName("payload"u8);
        if (payload.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            json.WriteRawValue(payload.Span, skipInputValidation: true);
            return;
        }

        // Lines would end the field. In JSON they stand between values only: inside of text they are escaped.
        var line = payload.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        json.WriteRawValue(line, skipInputValidation: true);
    }
}
