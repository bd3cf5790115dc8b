using System.Text;

namespace Signalbox.Providers;

/// <summary>
/// The fields of a body of type <c>application/x-www-form-urlencoded</c>, in their order. Any bytes can be read: an escape that is none
/// stands for itself, and what is not UTF-8 is replaced. Immutable.
/// </summary>
public sealed class FormBody
{
    /// <summary>The most fields of one body.</summary>
    public const int MaxFields = 256;

    private readonly KeyValuePair<string, string>[] _fields;

    private FormBody(KeyValuePair<string, string>[] fields) => _fields = fields;

    /// <summary>Every field, in the order of the body; names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>The first value under a name, or <see langword="null"/>. Names are exact.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (field.Key == name)
                {
                    return field.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes as received.</param>
    /// <returns>The fields, or <see langword="null"/> if there are more than <see cref="MaxFields"/>.</returns>
    public static FormBody? Parse(ReadOnlySpan<byte> body)
    {
        var decoded = new byte[body.Length];
        Span<FormField> fields = stackalloc FormField[MaxFields];
        var count = Decode(body, decoded, fields);
        if (count < 0)
        {
            return null;
        }

        var texts = new KeyValuePair<string, string>[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = new(Encoding.UTF8.GetString(fields[i].NameIn(decoded)), Encoding.UTF8.GetString(fields[i].ValueIn(decoded)));
        }

        return new FormBody(texts);
    }

    /// <summary>Decodes a body's names and values and tells where they are.</summary>
    /// <param name="body">The bytes as received.</param>
    /// <param name="decoded">At least as long as the body.</param>
    /// <param name="fields">Receives the fields.</param>
    /// <returns>How many there are; -1 if there is no room for them.</returns>
    internal static int Decode(ReadOnlySpan<byte> body, Span<byte> decoded, Span<FormField> fields)
    {
        var (count, at) = (0, 0);
        foreach (var range in body.Split((byte)'&'))
        {
            var item = body[range];
            if (item.IsEmpty)
            {
                continue;
            }

            if (count == fields.Length)
            {
                return -1;
            }

            var equals = item.IndexOf((byte)'=');
            var name = Unescape(equals < 0 ? item : item[..equals], decoded[at..]);
            var value = equals < 0 ? 0 : Unescape(item[(equals + 1)..], decoded[(at + name)..]);
            fields[count++] = new FormField(at, name, value);
            at += name + value;
        }

        return count;
    }

    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> decoded)
    {
        // Most fields have no escape at all.
        var plain = text.IndexOfAny((byte)'%', (byte)'+');
        var length = plain < 0 ? text.Length : plain;
        text[..length].CopyTo(decoded);
        for (var i = length; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && HexValue(text[i + 1]) is >= 0 and var high && HexValue(text[i + 2]) is >= 0 and var low)
            {
                decoded[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                decoded[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        return length;
    }

    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}

/// <summary>Where a field stands among the decoded bytes: its name, and right behind it its value.</summary>
internal readonly record struct FormField(int Start, int NameLength, int ValueLength)
{
    internal ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> decoded) => decoded.Slice(Start, NameLength);

    internal ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> decoded) => decoded.Slice(Start + NameLength, ValueLength);
}
