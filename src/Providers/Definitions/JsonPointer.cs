using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Signalbox.Providers.Definitions;

/// <summary>A JSON pointer (RFC 6901). Immutable.</summary>
internal sealed class JsonPointer
{
    private const int MaxSegments = 32;

    private readonly string[] _segments;

    private JsonPointer(string[] segments) => _segments = segments;

    /// <summary>Reads a pointer: empty for the whole, otherwise segments that each follow a slash.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        pointer = null;
        if (text.Length > 0 && text[0] != '/')
        {
            return false;
        }

        var segments = text.Length == 0 ? [] : text[1..].Split('/');
        if (segments.Length > MaxSegments || !Array.TrueForAll(segments, static s => IsEscapedRight(s)))
        {
            return false;
        }

        // In this order: "~01" is the name "~1".
        pointer = new JsonPointer([.. segments.Select(static s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);
        return true;
    }

    /// <summary>Finds the value. Of several equal names the last counts.</summary>
    internal bool TryFind(JsonElement root, out JsonElement value)
    {
        value = root;
        foreach (var segment in _segments)
        {
            var isFound = value.ValueKind switch
            {
                JsonValueKind.Object => TryName(ref value, segment),
                JsonValueKind.Array => TryIndex(segment, value.GetArrayLength(), out var index) && TryTake(ref value, index),
                _ => false,
            };
            if (!isFound)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryName(ref JsonElement value, string name)
    {
        var whole = value;
        try
        {
            return whole.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            return TryNameAmongBroken(whole, name, out value);
        }
    }

    /// <summary>Half of an escaped surrogate pair in a name is valid JSON, but no text: it is not the name sought, and must not hide it.</summary>
    private static bool TryNameAmongBroken(JsonElement whole, string name, out JsonElement value)
    {
        value = default;
        var isFound = false;
        foreach (var property in whole.EnumerateObject())
        {
            try
            {
                if (property.NameEquals(name))
                {
                    (value, isFound) = (property.Value, true);
                }
            }
            catch (InvalidOperationException)
            {
                continue;
            }
        }

        return isFound;
    }

    private static bool TryTake(ref JsonElement value, int index)
    {
        value = value[index];
        return true;
    }

    private static bool TryIndex(string segment, int length, out int index)
    {
        index = -1;
        return segment.Length is > 0 and <= 9
            && !segment.AsSpan().ContainsAnyExceptInRange('0', '9')
            && (segment.Length == 1 || segment[0] != '0')
            && (index = int.Parse(segment, provider: null)) < length;
    }

    private static bool IsEscapedRight(string segment)
    {
        for (var i = segment.IndexOf('~', StringComparison.Ordinal); i >= 0; i = segment.IndexOf('~', i + 1))
        {
            if (i + 1 == segment.Length || segment[i + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return true;
    }
}
