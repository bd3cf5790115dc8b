using System.Text.Json;
using System.Text.Json.Serialization;

namespace Signalbox.Http;

/// <summary>JSON that is passed on byte by byte: numbers, escapes and white space stay as they came.</summary>
/// <param name="Utf8">One valid JSON value.</param>
[JsonConverter(typeof(JsonRawValueConverter))]
internal readonly record struct JsonRawValue(ReadOnlyMemory<byte> Utf8)
{
    // What readers of JSON accept by default, less the levels around the value.
    private const int MaxDepth = 60;

    /// <summary>The bytes as JSON, or <see langword="null"/> if they are none, or are nested too deeply to be embedded.</summary>
    internal static JsonRawValue? TryParse(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return new JsonRawValue(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Writes <see cref="JsonRawValue"/>; nothing reads it.</summary>
internal sealed class JsonRawValueConverter : JsonConverter<JsonRawValue>
{
    /// <inheritdoc/>
    public override JsonRawValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonRawValue value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
