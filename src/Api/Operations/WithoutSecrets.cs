using System.Buffers;
using System.Text.Json;

namespace Signalbox.Operations;

/// <summary>
/// Leaves out of a provider's object what lets whoever has it do something: the <c>client_secret</c> of payments, and the <c>url</c> of pages
/// that are a customer's own. Who asked for them got them with the answer. Everything else stays as it came.
/// </summary>
internal static class WithoutSecrets
{
    internal static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var buffer = new ArrayBufferWriter<byte>(json.Length + 1);
            using (var writer = new Utf8JsonWriter(buffer))
            {
                Write(document.RootElement, writer);
            }

            return buffer.WrittenMemory;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not to be looked through, hence not to be shown.
            return default;
        }
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var isPage = IsPage(value);
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    if (!member.NameEquals("client_secret"u8) && !(isPage && member.NameEquals("url"u8)))
                    {
                        writer.WritePropertyName(member.Name);
                        Write(member.Value, writer);
                    }
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

            default:
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }

    private static bool IsPage(JsonElement value) =>
        value.TryGetProperty("object"u8, out var kind) && kind.ValueKind is JsonValueKind.String
        && (kind.ValueEquals("billing_portal.session"u8) || kind.ValueEquals("checkout.session"u8));
}
