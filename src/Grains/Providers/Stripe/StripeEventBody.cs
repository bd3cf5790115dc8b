using System.Text.Json;
using Signalbox.Streams;

namespace Signalbox.Providers.Stripe;

/// <summary>The parts of an event's body that a projection needs. Source: https://docs.stripe.com/api/events/object.</summary>
/// <param name="Livemode">Whether the event is of live mode.</param>
/// <param name="Object"><c>data.object</c>.</param>
/// <param name="Previous"><c>data.previous_attributes</c>, if it is there and names anything.</param>
internal sealed record StripeEventBody(bool Livemode, JsonFields Object, JsonFields? Previous)
{
    /// <summary>Reads a body in one pass; <see langword="null"/> if it is no JSON object with an object in it.</summary>
    internal static StripeEventBody? Read(ReadOnlyMemory<byte> payload)
    {
        // Names are compared as they are written: unescaping one that holds half of a surrogate pair would throw.
        var reader = new Utf8JsonReader(payload.Span, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            var livemode = false;
            JsonFields? current = null;
            JsonFields? previous = null;
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueSpan.SequenceEqual("livemode"u8))
                {
                    reader.Read();
                    livemode = reader.TokenType is JsonTokenType.True;
                }
                else if (reader.ValueSpan.SequenceEqual("data"u8) && reader.Read() && reader.TokenType is JsonTokenType.StartObject)
                {
                    (current, previous) = ReadData(ref reader, payload);
                    continue;
                }

                reader.Skip();
            }

            return current is null ? null : new StripeEventBody(livemode, current, previous is { IsEmpty: false } ? previous : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (JsonFields? Current, JsonFields? Previous) ReadData(ref Utf8JsonReader reader, ReadOnlyMemory<byte> payload)
    {
        JsonFields? current = null;
        JsonFields? previous = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isObject = reader.ValueSpan.SequenceEqual("object"u8);
            var isPrevious = reader.ValueSpan.SequenceEqual("previous_attributes"u8);
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject && (isObject || isPrevious))
            {
                var fields = JsonFields.Read(ref reader, payload);
                (current, previous) = isObject ? (fields, previous) : (current, fields);
            }
            else
            {
                reader.Skip();
            }
        }

        return (current, previous);
    }
}
