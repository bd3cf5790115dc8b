using System.Text;
using System.Text.Json;

namespace Signalbox.Destinations;

/// <summary>Strings, numbers, booleans and null that a value may be equal to. A number is compared by its value: 1 is 1.0.</summary>
internal sealed class FieldLiterals
{
    private readonly List<byte[]> _texts = [];
    private readonly List<decimal> _numbers = [];
    private bool _true;
    private bool _false;
    private bool _null;

    /// <summary>How many there are.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds one.</summary>
    /// <returns><see langword="false"/> if the value is an object or a list, or a number that a decimal cannot hold or that has an exponent.</returns>
    internal bool TryAdd(JsonElement value)
    {
        Count++;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _texts.Add(Encoding.UTF8.GetBytes(value.GetString()!));
                return true;
            case JsonValueKind.Number when !value.GetRawText().Contains('e', StringComparison.OrdinalIgnoreCase) && value.TryGetDecimal(out var number):
                _numbers.Add(number);
                return true;
            case JsonValueKind.True:
                return _true = true;
            case JsonValueKind.False:
                return _false = true;
            case JsonValueKind.Null:
                return _null = true;
            default:
                return false;
        }
    }

    /// <summary>Whether the value that the reader stands on is one of them; an object or a list never is.</summary>
    internal bool Hold(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                foreach (var text in _texts)
                {
                    if (reader.ValueTextEquals(text))
                    {
                        return true;
                    }
                }

                return false;
            case JsonTokenType.Number:
                return _numbers.Count > 0 && reader.TryGetDecimal(out var number) && _numbers.Contains(number);
            case JsonTokenType.True:
                return _true;
            case JsonTokenType.False:
                return _false;
            case JsonTokenType.Null:
                return _null;
            default:
                return false;
        }
    }
}
