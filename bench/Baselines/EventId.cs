using System.Text.Json;

namespace Signalbox.Bench.Baselines;

/// <summary>Finds a webhook's event id, reading no further than need be: Stripe writes it first.</summary>
internal static class EventId
{
    /// <returns>The id, or <see langword="null"/> if the body has none.</returns>
    internal static string? Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId)
            {
                return reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }
}
