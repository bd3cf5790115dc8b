using System.Text;
using System.Text.Json;
using Signalbox.Streams;

namespace Signalbox.Providers.Twilio;

/// <summary>
/// The parameters of one of Twilio's requests, a form or a JSON object. Bounded: of more than 200 the rest is not read. What cannot be decoded
/// stands as it is.
/// </summary>
internal sealed class TwilioForm
{
    private const int Most = 200;

    private readonly List<(string Name, string Value)> _fields = [];

    private TwilioForm()
    {
    }

    /// <summary>The last value of that name; <see langword="null"/> if there is none or it is empty.</summary>
    internal string? this[string name] => _fields.FindLast(f => f.Name == name).Value is { Length: > 0 } value ? value : null;

    /// <summary>Reads what is there; never fails.</summary>
    internal static TwilioForm Read(ReadOnlyMemory<byte> payload)
    {
        var form = new TwilioForm();
        if (payload.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            var fields = JsonFields.Read(payload);
            for (var i = 0; i < Math.Min(fields.Count, Most); i++)
            {
                var (name, value) = fields[i];
                form._fields.Add((Encoding.UTF8.GetString(name.Span), Storable(fields.Text(name.Span) ?? Encoding.UTF8.GetString(value.Span))));
            }

            return form;
        }

        var text = payload.Span;
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (form._fields.Count == Most)
            {
                break;
            }

            if (!pair.IsEmpty)
            {
                var equals = pair.IndexOf((byte)'=');
                form._fields.Add((Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? string.Empty : Decode(pair[(equals + 1)..])));
            }
        }

        return form;
    }

    /// <summary>The parameters as a JSON object, in their order; of a repeated name only the last.</summary>
    internal ReadOnlyMemory<byte> ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            for (var i = 0; i < _fields.Count; i++)
            {
                var name = _fields[i].Name;
                if (_fields.FindLastIndex(f => f.Name == name) == i)
                {
                    writer.WriteString(name, _fields[i].Value);
                }
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    // https://url.spec.whatwg.org/#urlencoded-parsing
    private static string Decode(ReadOnlySpan<byte> encoded)
    {
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var isEscape = encoded[i] == '%' && i + 2 < encoded.Length && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]);
            bytes[length++] = isEscape ? (byte)((Digit(encoded[i + 1]) << 4) | Digit(encoded[i + 2])) : encoded[i] == '+' ? (byte)' ' : encoded[i];
            i += isEscape ? 2 : 0;
        }

        return Storable(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
    }

    private static int Digit(byte c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    // PostgreSQL's text cannot hold NUL.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
