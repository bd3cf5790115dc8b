using System.Text;
using System.Text.Json;

namespace Signalbox.Destinations;

/// <summary>
/// What must be in the body of an event: JSON pointers (RFC 6901) and the values that are accepted there; every place must be as it is wanted. A body
/// that is no JSON is never right. Read in one pass, without a tree: what no pointer leads into is passed over. Safe for any number of callers at once.
/// </summary>
public sealed class FieldFilter
{
    /// <summary>The most places.</summary>
    public const int MostFields = 16;

    private const int MaxPointerLength = 255;
    private const int MaxDepth = 256;

    private readonly Place _root = new([]);
    private readonly List<FieldCondition> _conditions = [];
    private ulong _all;

    private FieldFilter()
    {
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="fields">An object: pointers and lists of what is accepted there.</param>
    /// <param name="fault">Is told of each fault: the pointer (empty for the whole), and what is wrong, as the end of a sentence.</param>
    /// <returns><see langword="null"/> if there are faults, or no places.</returns>
    public static FieldFilter? Read(JsonElement fields, Action<string, string> fault)
    {
        if (fields.ValueKind is not JsonValueKind.Object || fields.GetPropertyCount() > MostFields)
        {
            fault(string.Empty, $"must be an object with at most {MostFields} JSON pointers, each with a list of accepted values.");
            return null;
        }

        var filter = new FieldFilter();
        var isRight = true;
        foreach (var field in fields.EnumerateObject())
        {
            if (filter.Add(field) is { } wrong)
            {
                fault(field.Name, wrong);
                isRight = false;
            }
        }

        filter._root.Close();
        return isRight && filter._conditions.Count > 0 ? filter : null;
    }

    /// <summary>Whether a body is as it is wanted.</summary>
    /// <param name="body">The bytes as they came. Of members with the same name the last counts.</param>
    public bool Matches(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        var met = 0UL;
        try
        {
            if (!reader.Read())
            {
                return false;
            }

            Visit(ref reader, _root, ref met);
            return !reader.Read() && met == _all;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON; or text that is no Unicode.
            return false;
        }
    }

    /// <summary>Goes through the value that the reader stands on, to its end.</summary>
    private void Visit(ref Utf8JsonReader reader, Place place, ref ulong met)
    {
        met = (met & ~place.Within) | place.MetByNothing;
        if (place.Condition >= 0)
        {
            var bit = 1UL << place.Condition;
            met = _conditions[place.Condition].Accepts(ref reader) ? met | bit : met & ~bit;
        }

        if (place.Children.Count == 0)
        {
            reader.Skip();
            return;
        }

        if (reader.TokenType is JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
            {
                var child = place.Named(ref reader);
                reader.Read();
                VisitOrSkip(ref reader, child, ref met);
            }
        }
        else if (reader.TokenType is JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; i++)
            {
                VisitOrSkip(ref reader, place.At(i), ref met);
            }
        }
    }

    private void VisitOrSkip(ref Utf8JsonReader reader, Place? place, ref ulong met)
    {
        if (place is null)
        {
            reader.Skip();
        }
        else
        {
            Visit(ref reader, place, ref met);
        }
    }

    private string? Add(JsonProperty field)
    {
        if (field.Name is not { Length: > 0 and <= MaxPointerLength } pointer || pointer[0] != '/' || HasBadEscape(pointer))
        {
            return $"is no JSON pointer of at most {MaxPointerLength} characters, such as /data/object/status.";
        }

        var place = _root;
        foreach (var part in pointer[1..].Split('/'))
        {
            place = place.Child(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }

        if (place.Condition >= 0)
        {
            return "is there twice.";
        }

        if (FieldCondition.Read(field.Value, out var fault) is not { } condition)
        {
            return fault;
        }

        place.Condition = _conditions.Count;
        place.AcceptsNothing = condition.AcceptsNothing;
        _all |= 1UL << _conditions.Count;
        _conditions.Add(condition);
        return null;
    }

    private static bool HasBadEscape(string pointer)
    {
        for (var i = pointer.IndexOf('~', StringComparison.Ordinal); i >= 0; i = pointer.IndexOf('~', i + 1))
        {
            if (i + 1 == pointer.Length || pointer[i + 1] is not ('0' or '1'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A place that a pointer leads to or through.</summary>
    private sealed class Place(byte[] name)
    {
        private readonly int _index = name is [(byte)'0'] or [>= (byte)'1' and <= (byte)'9', ..] && int.TryParse(name, out var i) ? i : -1;

        internal List<Place> Children { get; } = [];

        internal int Condition { get; set; } = -1;

        internal bool AcceptsNothing { get; set; }

        /// <summary>The conditions here and below.</summary>
        internal ulong Within { get; private set; }

        /// <summary>Those of them that are met if there is nothing.</summary>
        internal ulong MetByNothing { get; private set; }

        internal Place Child(string named)
        {
            var utf8 = Encoding.UTF8.GetBytes(named);
            var child = Children.Find(c => c.IsNamed(utf8));
            if (child is null)
            {
                Children.Add(child = new Place(utf8));
            }

            return child;
        }

        internal Place? Named(ref Utf8JsonReader reader)
        {
            foreach (var child in Children)
            {
                if (reader.ValueTextEquals(child.Name))
                {
                    return child;
                }
            }

            return null;
        }

        internal Place? At(int i) => Children.Find(c => c._index == i);

        internal void Close()
        {
            Children.ForEach(static c => c.Close());
            var own = Condition < 0 ? 0 : 1UL << Condition;
            Within = Children.Aggregate(own, static (bits, c) => bits | c.Within);
            MetByNothing = Children.Aggregate(AcceptsNothing ? own : 0, static (bits, c) => bits | c.MetByNothing);
        }

        private byte[] Name => name;

        private bool IsNamed(ReadOnlySpan<byte> utf8) => name.AsSpan().SequenceEqual(utf8);
    }
}
