using System.Text.Json;

namespace Signalbox.Http;

/// <summary>Looks for the character U+0000 in the texts of a JSON document: PostgreSQL's text cannot hold it.</summary>
internal static class JsonNul
{
    /// <summary>Whether there is one. A document that cannot be read has none: whoever reads it says what is wrong.</summary>
    internal static bool IsIn(ReadOnlySpan<byte> json)
    {
        // The only way to write it; behind another backslash it is text.
        if (json.IndexOf("\\u0000"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        return false;
    }
}
