using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Providers;

/// <summary>A JSON value that should be a string, remembered in place until it is known whether it is needed.</summary>
internal readonly ref struct JsonText
{
    /// <summary>The most characters (UTF-16) that an id or a type may have.</summary>
    internal const int MaxChars = 255;

    private const int MaxEscapedBytes = MaxChars * 6;

    private readonly ReadOnlySpan<byte> _raw;
    private readonly bool _isEscaped;
    private readonly bool _isOther;

    private JsonText(ReadOnlySpan<byte> raw, bool isEscaped, bool isString)
    {
        _raw = raw;
        _isEscaped = isEscaped;
        IsString = isString;
        _isOther = !isString;
    }

    /// <summary>Whether the value is absent or null.</summary>
    internal bool IsMissing => !IsString && !_isOther;

    /// <summary>Whether the value is a string, of whatever content.</summary>
    internal bool IsString { get; }

    /// <summary>Whether the value is a string with something in it.</summary>
    internal bool HasContent => IsString && !_raw.IsEmpty;

    /// <summary>Takes the value that the reader is at, leaving the reader at its end.</summary>
    internal static JsonText Take(scoped ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new JsonText(reader.ValueSpan, reader.ValueIsEscaped, isString: true);
            case JsonTokenType.Null:
                return default;
            default:
                reader.Skip();
                return new JsonText(default, isEscaped: false, isString: false);
        }
    }

    /// <summary>The name of the member that the reader is at.</summary>
    internal static JsonText NameOf(scoped ref Utf8JsonReader reader) => new(reader.ValueSpan, reader.ValueIsEscaped, isString: true);

    /// <summary>Whether the value is this string.</summary>
    internal bool Is(ReadOnlySpan<byte> text)
    {
        if (!_isEscaped)
        {
            return IsString && _raw.SequenceEqual(text);
        }

        Span<char> buffer = stackalloc char[MaxChars];
        return TryDecodeName(buffer, out var name) && Ascii.Equals(text, name);
    }

    /// <summary>The string, if it is one that may name something: 1 to 255 characters, none a control character.</summary>
    /// <param name="buffer">At least <see cref="MaxChars"/> characters.</param>
    /// <param name="name">The part of the buffer that was written.</param>
    internal bool TryDecodeName(Span<char> buffer, out ReadOnlySpan<char> name)
    {
        name = default;
        if (!HasContent)
        {
            return false;
        }

        var length = _isEscaped ? Unescape(_raw, buffer) : Transcode(_raw, buffer);
        name = buffer[..length];

        // Besides NUL, which PostgreSQL's text cannot hold: a line break in an id forges log lines.
        return length > 0 && !name.ContainsAnyInRange('\0', '\x1f') && !name.ContainsAnyInRange('\x7f', '\x9f');
    }

    private static int Transcode(ReadOnlySpan<byte> raw, Span<char> buffer) =>
        Utf8.ToUtf16(raw, buffer[..MaxChars], out _, out var written) is OperationStatus.Done ? written : 0;

    private static int Unescape(ReadOnlySpan<byte> raw, Span<char> buffer)
    {
        if (raw.Length > MaxEscapedBytes)
        {
            return 0;
        }

        Span<byte> quoted = stackalloc byte[MaxEscapedBytes + 2];
        quoted[0] = (byte)'"';
        raw.CopyTo(quoted[1..]);
        quoted[raw.Length + 1] = (byte)'"';

        Span<char> unescaped = stackalloc char[MaxEscapedBytes];
        var reader = new Utf8JsonReader(quoted[..(raw.Length + 2)]);
        reader.Read();
        try
        {
            var length = reader.CopyString(unescaped);
            return length <= MaxChars && unescaped[..length].TryCopyTo(buffer) ? length : 0;
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair: valid JSON, but no text.
            return 0;
        }
    }
}
