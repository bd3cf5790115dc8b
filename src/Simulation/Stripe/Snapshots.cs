using System.Runtime.InteropServices;
using System.Text.Json;

namespace Signalbox.Simulation.Stripe;

/// <summary>
/// Compares two renderings of one object, byte for byte: both come from the same templates, so equal values are equal bytes.
/// </summary>
internal static class Snapshots
{
    private const int MostProperties = 128;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Property(int NameStart, int NameEnd, int ValueStart, int ValueEnd);

    /// <summary>
    /// Writes <c>previous_attributes</c> as Stripe does: what changed, with its old value; an object that changed in part holds
    /// only that part; an array is whole; a key that is new has the old value null.
    /// </summary>
    /// <returns>Whether anything changed. If not, nothing was written.</returns>
    internal static bool WriteDifference(JsonText json, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        Span<Property> olds = stackalloc Property[MostProperties];
        Span<Property> news = stackalloc Property[MostProperties];
        olds = Scan(before, olds);
        news = Scan(after, news);
        var start = json.Length;
        json.Raw("{"u8);
        for (var i = 0; i < news.Length; i++)
        {
            var name = after[news[i].NameStart..news[i].NameEnd];
            var value = after[news[i].ValueStart..news[i].ValueEnd];
            var at = Find(before, olds, name, i);
            var old = at < 0 ? "null"u8 : before[olds[at].ValueStart..olds[at].ValueEnd];
            if (at >= 0 && old.SequenceEqual(value))
            {
                continue;
            }

            Name(json, start, name);
            if (old[0] != (byte)'{' || value[0] != (byte)'{')
            {
                json.Raw(old);
            }
            else
            {
                WriteDifference(json, old, value);
            }
        }

        foreach (var gone in olds)
        {
            var name = before[gone.NameStart..gone.NameEnd];
            if (Find(after, news, name, 0) < 0)
            {
                Name(json, start, name);
                json.Raw(before[gone.ValueStart..gone.ValueEnd]);
            }
        }

        if (json.Length == start + 1)
        {
            json.CutTo(start);
            return false;
        }

        json.Raw("}"u8);
        return true;
    }

    /// <summary>Whether an object looks as <c>previous_attributes</c> say that it looked.</summary>
    internal static bool Matches(ReadOnlySpan<byte> previousAttributes, ReadOnlySpan<byte> snapshot)
    {
        Span<Property> olds = stackalloc Property[MostProperties];
        Span<Property> nows = stackalloc Property[MostProperties];
        olds = Scan(previousAttributes, olds);
        nows = Scan(snapshot, nows);
        foreach (var old in olds)
        {
            var at = Find(snapshot, nows, previousAttributes[old.NameStart..old.NameEnd], 0);
            var expected = previousAttributes[old.ValueStart..old.ValueEnd];
            var found = at < 0 ? "null"u8 : snapshot[nows[at].ValueStart..nows[at].ValueEnd];
            var same = expected[0] == (byte)'{' && found[0] == (byte)'{' ? Matches(expected, found) : expected.SequenceEqual(found);
            if (!same)
            {
                return false;
            }
        }

        return true;
    }

    private static void Name(JsonText json, int start, ReadOnlySpan<byte> name)
    {
        json.Raw(json.Length == start + 1 ? "\""u8 : ",\""u8);
        json.Raw(name);
        json.Raw("\":"u8);
    }

    private static Span<Property> Scan(ReadOnlySpan<byte> json, Span<Property> room)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var count = 0;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = (int)reader.TokenStartIndex + 1;
            var nameEnd = name + reader.ValueSpan.Length;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            room[count++] = new Property(name, nameEnd, value, (int)reader.BytesConsumed);
        }

        return room[..count];
    }

    // The properties of two renderings mostly have the same place.
    private static int Find(ReadOnlySpan<byte> json, ReadOnlySpan<Property> properties, ReadOnlySpan<byte> name, int guess)
    {
        if (guess < properties.Length && json[properties[guess].NameStart..properties[guess].NameEnd].SequenceEqual(name))
        {
            return guess;
        }

        for (var i = 0; i < properties.Length; i++)
        {
            if (json[properties[i].NameStart..properties[i].NameEnd].SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }
}
