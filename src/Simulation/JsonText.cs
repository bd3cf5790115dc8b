using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Signalbox.Simulation;

/// <summary>Something that can write itself as one JSON value.</summary>
internal interface IJsonPart
{
    void WriteTo(JsonText json);
}

/// <summary>
/// Writes JSON from templates: an interpolated string whose literal parts are JSON and whose holes are values. The payloads
/// then read in the source as they read in the provider's reference, and cost a copy instead of a hundred writer calls. Line breaks
/// of the template and the blanks that follow them are left out. Not thread-safe; reuse it.
/// </summary>
internal sealed class JsonText
{
    // Letters, digits and punctuation that need no escape; anything else takes the encoder.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    private byte[] _bytes = new byte[16 * 1024];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void CutTo(int length) => Length = length;

    /// <summary>Writes the template. The handler has done so by the time this runs: the compiler calls it hole by hole.</summary>
    internal void Add([InterpolatedStringHandlerArgument("")] ref Template template)
    {
        if (!template.Wrote(this))
        {
            throw new UnreachableException();
        }
    }

    internal void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        Length += json.Length;
    }

    internal void Raw(ReadOnlySpan<char> text)
    {
        var room = Room(text.Length * 3);
        Length += Encoding.UTF8.GetBytes(text, room);
    }

    internal void Value(string? value)
    {
        if (value is null)
        {
            Raw("null"u8);
            return;
        }

        Raw("\""u8);
        if (value.AsSpan().ContainsAnyExcept(Plain))
        {
            // Providers leave letters of other alphabets as they are.
            Raw(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
        else
        {
            Raw(value);
        }

        Raw("\""u8);
    }

    internal void Value(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        Length += written;
    }

    internal void Value(bool value) => Raw(value ? "true"u8 : "false"u8);

    private Span<byte> Room(int needed)
    {
        if (_bytes.Length - Length < needed)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + needed));
        }

        return _bytes.AsSpan(Length);
    }

    [InterpolatedStringHandler]
    internal readonly ref struct Template
    {
        private readonly JsonText _json;

        public Template(int literalLength, int formattedCount, JsonText json)
        {
            _json = json;
            _ = json.Room(literalLength + (formattedCount * 16));
        }

        public void AppendLiteral(string literal)
        {
            var rest = literal.AsSpan();
            for (var end = rest.IndexOf('\n'); end >= 0; end = rest.IndexOf('\n'))
            {
                _json.Raw(rest[..end]);
                rest = rest[(end + 1)..].TrimStart(' ');
            }

            _json.Raw(rest);
        }

        public void AppendFormatted(string? value) => _json.Value(value);

        /// <summary>A part of a string whose quotes are in the template; the value must need no escape. The format says so: <c>:in</c>.</summary>
        public void AppendFormatted(string? value, string format) => _json.Raw(format == "in" ? value : throw new FormatException(format));

        public void AppendFormatted(long value) => _json.Value(value);

        public void AppendFormatted(int value) => _json.Value(value);

        public void AppendFormatted(bool value) => _json.Value(value);

        public void AppendFormatted(long? value)
        {
            if (value is { } present)
            {
                _json.Value(present);
            }
            else
            {
                _json.Raw("null"u8);
            }
        }

        /// <summary>JSON as it is.</summary>
        public void AppendFormatted(byte[]? json) => _json.Raw(json is null ? "null"u8 : json);

        public void AppendFormatted(IJsonPart? part)
        {
            if (part is null)
            {
                _json.Raw("null"u8);
            }
            else
            {
                part.WriteTo(_json);
            }
        }

        internal bool Wrote(JsonText json) => ReferenceEquals(json, _json);
    }
}
