using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Writes parameters as Stripe reads them, in a query as well as in a body: <c>items[0][price]=…</c>, <c>metadata[k]=v</c>,
/// <c>expand[]=…</c>; percent-encoded UTF-8, booleans in lower case, times in unix seconds. What is <see langword="null"/> is left out;
/// what is set but empty (a text, a list, a map, a group) is sent as an empty text, which clears it. For one thread.
/// Source: https://docs.stripe.com/api (every example sends this form).
/// </summary>
/// <remarks>Names are Stripe's, with a dot before each nested one: <c>automatic_tax.enabled</c> is sent as <c>automatic_tax[enabled]</c>.</remarks>
internal sealed class FormWriter
{
    /// <summary>The most bytes that are written. Metadata at its limits is below 100 KiB.</summary>
    internal const int MaxBytes = 1024 * 1024;

    // As in RFC 3986, section 2.3: what means the same whether it is encoded or not.
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private readonly ArrayBufferWriter<byte> _written = new(256);

    // The name of the group that is being written, already encoded: "", "items[0]", "items[0][price_data]".
    private readonly List<byte> _group = [];

    /// <summary>What was written so far: ASCII, without a leading question mark.</summary>
    internal ReadOnlySpan<byte> Written => _written.WrittenSpan;

    /// <summary>A part as bytes of a body.</summary>
    /// <inheritdoc cref="Add(string, string?)" path="/exception"/>
    internal static byte[] Encode(IFormPart part)
    {
        var form = new FormWriter();
        part.WriteTo(form);
        return form.Written.ToArray();
    }

    /// <exception cref="ArgumentException">
    /// The text is not Unicode (a lone surrogate), or the form became larger than <see cref="MaxBytes"/>. The message names the parameter and
    /// does not quote its value.
    /// </exception>
    internal void Add(string name, string? value)
    {
        if (value is not null)
        {
            Write(name, value);
        }
    }

    internal void Add(string name, bool? value) => Add(name, value switch { true => "true", false => "false", null => null });

    internal void Add(string name, long? value)
    {
        if (value is { } number)
        {
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(number, digits, out var length);
            StartField(name);
            WriteEncoded(digits[..length]);
        }
    }

    /// <summary>Whole unix seconds; a fraction is cut off.</summary>
    internal void Add(string name, DateTimeOffset? value) => Add(name, value?.ToUnixTimeSeconds());

    internal void Add(string name, StripeMoment? value) => Add(name, value?.Text);

    internal void Add(string name, IReadOnlyList<string>? values)
    {
        if (values is { Count: 0 })
        {
            Write(name, "");
        }

        foreach (var value in values ?? [])
        {
            StartField(name);
            _written.Write("[]"u8);
            WriteValue(name, value ?? throw Hole(name));
        }
    }

    /// <exception cref="ArgumentException">As for texts; or a key is empty or holds a square bracket, which no name can carry.</exception>
    internal void Add(string name, IReadOnlyDictionary<string, string>? map)
    {
        if (map is null)
        {
            return;
        }

        var outer = Enter(name);
        foreach (var (key, value) in map)
        {
            if (key.Length == 0 || key.AsSpan().ContainsAny('[', ']'))
            {
                throw new ArgumentException($"A key of {name} is empty or holds a square bracket.", name);
            }

            StartField(key, isPath: false);

            // Nullable flow analysis does not see what a deserializer puts here; a null of JSON clears as well.
            WriteValue(name, value ?? "");
        }

        Leave(outer, isEmpty: map.Count == 0);
    }

    internal void Add(string name, IFormPart? part)
    {
        if (part is not null)
        {
            WriteGroup(name, part);
        }
    }

    internal void Add(string name, IReadOnlyList<IFormPart>? parts)
    {
        if (parts is null)
        {
            return;
        }

        var outer = Enter(name);
        for (var i = 0; i < parts.Count; i++)
        {
            WriteGroup(i.ToString(provider: null), parts[i] ?? throw Hole(name));
        }

        Leave(outer, isEmpty: parts.Count == 0);
    }

    private void WriteGroup(string name, IFormPart part)
    {
        var outer = Enter(name);
        var before = _written.WrittenCount;
        part.WriteTo(this);
        Leave(outer, isEmpty: _written.WrittenCount == before);
    }

    private int Enter(string name, bool isPath = true)
    {
        var outer = _group.Count;
        if (!isPath)
        {
            AppendName(name);
            return outer;
        }

        foreach (var step in name.AsSpan().Split('.'))
        {
            AppendName(name.AsSpan(step));
        }

        return outer;
    }

    private void Leave(int outer, bool isEmpty)
    {
        if (isEmpty)
        {
            StartPair();
            _written.Write(CollectionsMarshal.AsSpan(_group));
            _written.Write("="u8);
        }

        _group.RemoveRange(outer, _group.Count - outer);
    }

    private void Write(string name, string value)
    {
        StartField(name);
        WriteValue(name, value);
    }

    private void WriteValue(string name, string value)
    {
        if (value.Length > MaxBytes)
        {
            throw TooLarge(name);
        }

        WriteEncoded(ToUtf8(name, value));
        if (_written.WrittenCount > MaxBytes)
        {
            throw TooLarge(name);
        }
    }

    private void WriteEncoded(ReadOnlySpan<byte> value)
    {
        _written.Write("="u8);
        PercentEncode(value, _written);
    }

    /// <summary>Everything of a field that stands before its list marker and its equals sign.</summary>
    private void StartField(string name, bool isPath = true)
    {
        var outer = Enter(name, isPath);
        StartPair();
        _written.Write(CollectionsMarshal.AsSpan(_group));
        _group.RemoveRange(outer, _group.Count - outer);
    }

    private void StartPair()
    {
        if (_written.WrittenCount > 0)
        {
            _written.Write("&"u8);
        }
    }

    private void AppendName(ReadOnlySpan<char> name)
    {
        var encoded = new ArrayBufferWriter<byte>(64);
        PercentEncode(ToUtf8(nameof(name), name), encoded);
        var isNested = _group.Count > 0;
        if (isNested)
        {
            _group.Add((byte)'[');
        }

        _group.AddRange(encoded.WrittenSpan);
        if (isNested)
        {
            _group.Add((byte)']');
        }
    }

    // Not an encoder that replaces: a text that changes on its way would be noticed by nobody.
    private static byte[] ToUtf8(string name, ReadOnlySpan<char> text)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Utf8.FromUtf16(text, utf8, out _, out var length, replaceInvalidSequences: false) is OperationStatus.Done
            ? utf8[..length]
            : throw new ArgumentException("A parameter or its name is not Unicode text: it holds a lone surrogate.", name);
    }

    private static void PercentEncode(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> to)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Unreserved);
            plain = plain < 0 ? text.Length : plain;
            to.Write(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                var escape = to.GetSpan(3);
                escape[0] = (byte)'%';
                Convert.TryToHexString(text[..1], escape[1..3], out _);
                to.Advance(3);
                text = text[1..];
            }
        }
    }

    private static ArgumentException Hole(string name) => new($"The list {name} holds a null.", name);

    private static ArgumentException TooLarge(string name) => new($"The request became larger than {MaxBytes} bytes.", name);
}
