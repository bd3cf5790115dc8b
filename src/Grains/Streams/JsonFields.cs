using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Signalbox.Streams;

/// <summary>
/// The fields of one JSON object as slices of its bytes, found in a single pass. Reads values without building a tree; whatever has not the
/// expected shape reads as <see langword="null"/>, so that no event can be odd enough to make its application fail.
/// </summary>
internal sealed class JsonFields
{
    // Far below this, unix seconds still fit PostgreSQL's timestamps: 9999-12-31T23:59:59Z.
    internal const long LastUnixSecond = 253_402_300_799;

    /// <summary>The most characters of an id, as of the ids in the journal.</summary>
    internal const int LongestId = 255;

    private readonly ReadOnlyMemory<byte> _document;
    private readonly List<Field> _fields = [];

    private JsonFields(ReadOnlyMemory<byte> document) => Raw = _document = document;

    /// <summary>The whole object.</summary>
    internal ReadOnlyMemory<byte> Raw { get; private set; }

    /// <summary>Whether it has no fields, or is no object.</summary>
    internal bool IsEmpty => _fields.Count == 0;

    /// <summary>Reads an object; anything else (also what is cut off) has no fields.</summary>
    internal static JsonFields Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            // A field that is missing, as most of the optional ones are: not worth an exception.
            return new JsonFields(json);
        }

        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            return reader.Read() && reader.TokenType is JsonTokenType.StartObject ? Read(ref reader, json) : new JsonFields(json);
        }
        catch (JsonException)
        {
            return new JsonFields(json);
        }
    }

    /// <summary>Reads the object that the reader stands at the start of; leaves the reader at its end.</summary>
    internal static JsonFields Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        var fields = new JsonFields(json);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            // Without the quotes; a name with escapes keeps them, and then matches none of ours.
            var (name, nameLength) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            reader.Read();
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            fields._fields.Add(new Field(name, nameLength, from, (int)reader.BytesConsumed - from));
        }

        fields.Raw = json[start..(int)reader.BytesConsumed];
        return fields;
    }

    /// <summary>The value's bytes, or empty if there is no such field. Of a repeated field the last counts, as for JSON parsers.</summary>
    internal ReadOnlyMemory<byte> Value(ReadOnlySpan<byte> name)
    {
        for (var i = _fields.Count - 1; i >= 0; i--)
        {
            var field = _fields[i];
            if (field.NameLength == name.Length && _document.Span.Slice(field.NameStart, field.NameLength).SequenceEqual(name))
            {
                return _document.Slice(field.ValueStart, field.ValueLength);
            }
        }

        return default;
    }

    /// <summary>How many fields there are.</summary>
    internal int Count => _fields.Count;

    /// <summary>A name and its value, in the order of the document.</summary>
    internal (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value) this[int index]
    {
        get
        {
            var field = _fields[index];
            return (_document.Slice(field.NameStart, field.NameLength), _document.Slice(field.ValueStart, field.ValueLength));
        }
    }

    /// <summary>A string, without NUL characters (PostgreSQL's text cannot hold them); <see langword="null"/> if it is none.</summary>
    internal string? Text(ReadOnlySpan<byte> name) => TextOf(Value(name).Span);

    /// <summary>A whole number of 64 bits.</summary>
    internal long? Number(ReadOnlySpan<byte> name)
    {
        var value = Value(name).Span;
        return Utf8Parser.TryParse(value, out long number, out var read) && read == value.Length ? number : null;
    }

    /// <summary>A time in unix seconds, within what PostgreSQL can store.</summary>
    internal long? Time(ReadOnlySpan<byte> name) => Number(name) is >= 0 and <= LastUnixSecond and var seconds ? seconds : null;

    /// <summary>true or false.</summary>
    internal bool? Flag(ReadOnlySpan<byte> name) => Value(name).Span switch
    {
        [(byte)'t', ..] => true,
        [(byte)'f', ..] => false,
        _ => null,
    };

    /// <summary>The id of another object, be it given as a string or expanded to the object itself; <see langword="null"/> if it is too long for an id.</summary>
    // Ids are indexed, and PostgreSQL refuses rows with index entries of more than 2,704 bytes.
    internal string? Reference(ReadOnlySpan<byte> name)
    {
        var value = Value(name);
        var id = value.Span is [(byte)'{', ..] ? Read(value).Text("id"u8) : TextOf(value.Span);
        return id is { Length: <= LongestId } ? id : null;
    }

    /// <summary>An object's fields; none if it is not an object.</summary>
    internal JsonFields Object(ReadOnlySpan<byte> name) => Read(Value(name));

    /// <summary>The elements of an array, of those that are objects.</summary>
    internal IReadOnlyList<JsonFields> Objects(ReadOnlySpan<byte> name)
    {
        var json = Value(name);
        var objects = new List<JsonFields>();
        if (json.IsEmpty || json.Span[0] != '[')
        {
            return objects;
        }

        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                objects.Add(Read(ref reader, json));
            }
            else
            {
                reader.Skip();
            }
        }

        return objects;
    }

    private readonly record struct Field(int NameStart, int NameLength, int ValueStart, int ValueLength);

    private static string? TextOf(ReadOnlySpan<byte> value)
    {
        if (value is not [(byte)'"', .., (byte)'"'])
        {
            return null;
        }

        var content = value[1..^1];
        if (!content.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(content);
        }

        var reader = new Utf8JsonReader(value);
        try
        {
            reader.Read();
            return reader.GetString()!.Replace('\0', '\uFFFD');
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text can hold it.
            return null;
        }
    }
}
