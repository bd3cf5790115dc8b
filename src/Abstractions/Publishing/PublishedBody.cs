using System.Buffers;
using System.Text.Json;

namespace Signalbox.Publishing;

/// <summary>
/// The body of an event that no provider sent, in the form that Standard Webhooks recommends: <c>{"type": …, "timestamp": …, "data": …}</c>
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
/// </summary>
public static class PublishedBody
{
    /// <summary>Writes it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="data">One JSON value, which is taken over byte by byte.</param>
    public static ReadOnlyMemory<byte> Of(string type, DateTimeOffset occurredAt, ReadOnlySpan<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + type.Length + 96);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            writer.WriteString("timestamp"u8, occurredAt.UtcDateTime);
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(data, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
