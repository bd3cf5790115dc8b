using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>A time as ISO 8601, or one of Stripe's words for one: <c>now</c>, <c>unchanged</c>, or nothing for no time any more.</summary>
internal sealed class StripeMomentConverter : JsonConverter<StripeMoment>
{
    /// <inheritdoc/>
    public override StripeMoment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType is JsonTokenType.String ? reader.GetString() : null) switch
        {
            "now" => StripeMoment.Now,
            "unchanged" => StripeMoment.Unchanged,
            "" => StripeMoment.None,
            not null when reader.TryGetDateTimeOffset(out var time) => StripeMoment.At(time),
            _ => throw new JsonException(),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StripeMoment value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Commands are read, never written.");
}
