using System.Text.Json;

namespace Signalbox.Streams;

/// <summary>Compares what an event says was so before with what another copy of the object says. Works on the bytes, without a tree.</summary>
internal static class JsonMatch
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 512 };

    /// <summary>
    /// Whether everything in <paramref name="part"/> is so in <paramref name="whole"/>: objects match by the fields that the part names,
    /// all else by value. A field that is missing counts as null.
    /// </summary>
    internal static bool Holds(ReadOnlyMemory<byte> part, ReadOnlyMemory<byte> whole)
    {
        if (part.Span.SequenceEqual(whole.Span))
        {
            return true;
        }

        if (whole.IsEmpty)
        {
            return part.Span.SequenceEqual("null"u8);
        }

        if (part.Span[0] != (byte)'{' || whole.Span[0] != (byte)'{')
        {
            return Equal(part, whole);
        }

        var fields = JsonFields.Read(whole);
        var befores = JsonFields.Read(part);
        for (var i = 0; i < befores.Count; i++)
        {
            var (name, before) = befores[i];
            if (!Holds(before, fields.Value(name.Span)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the value is an object or an array, which take time to compare.</summary>
    internal static bool IsNested(ReadOnlyMemory<byte> value) => value.Span[0] is (byte)'{' or (byte)'[';

    /// <summary>Whether two values are the same, however they are written: white space, the order of fields, escapes.</summary>
    private static bool Equal(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b)
    {
        if (a.Span.SequenceEqual(b.Span))
        {
            return true;
        }

        return (a.Span[0], b.Span[0]) switch
        {
            ((byte)'{', (byte)'{') => ObjectsEqual(JsonFields.Read(a), JsonFields.Read(b)),
            ((byte)'[', (byte)'[') => ArraysEqual(Elements(a), Elements(b)),
            ((byte)'"', (byte)'"') => TextsEqual(a.Span, b.Span),

            // Numbers and literals are written in one way only by one provider.
            _ => false,
        };
    }

    private static bool ObjectsEqual(JsonFields a, JsonFields b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            var (name, value) = a[i];
            var other = b.Value(name.Span);
            if (other.IsEmpty || !Equal(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ArraysEqual(List<ReadOnlyMemory<byte>> a, List<ReadOnlyMemory<byte>> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!Equal(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TextsEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (!a.Contains((byte)'\\') && !b.Contains((byte)'\\'))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(a);
            reader.Read();
            var other = new Utf8JsonReader(b);
            other.Read();
            return reader.GetString() == other.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text, and equal to none.
            return false;
        }
    }

    private static List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> array)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(array.Span, Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(array[start..(int)reader.BytesConsumed]);
        }

        return elements;
    }
}
