using System.Buffers;
using System.Text.Json;

namespace Signalbox.Operations;

/// <summary>One way to write down a JSON value: names in order, no white space, texts escaped alike; numbers stay as they are written.</summary>
internal static class CanonicalJson
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static ReadOnlySpan<byte> Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(json.Length + 1);
        using var writer = new Utf8JsonWriter(buffer);
        try
        {
            Write(document.RootElement, writer);
        }
        catch (InvalidOperationException)
        {
            // A text that is none: half of a surrogate pair. Then only the same bytes are the same.
            return json.Span;
        }

        writer.Flush();
        return buffer.WrittenSpan;
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(static m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;

            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;

            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;

            default:
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }
}
