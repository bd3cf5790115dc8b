using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Http;

/// <summary>Looks for texts in a JSON document that are no Unicode: bytes that are no UTF-8, and halves of surrogate pairs, which no text can hold.</summary>
internal static class JsonUnicode
{
    /// <summary>Whether there is one. A document that cannot be read for another reason has none: whoever reads it says what is wrong.</summary>
    internal static bool IsBrokenIn(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return true;
        }

        // The only way to write half a pair, in either case of its letter.
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }
}
