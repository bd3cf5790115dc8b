using System.Text.Json;

namespace Signalbox.Streams;

/// <summary>Compares what an event says was so before with what another copy of the object says.</summary>
internal static class JsonMatch
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

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

        if (IsPlainScalar(part.Span) && (whole.IsEmpty || IsPlainScalar(whole.Span)))
        {
            return whole.IsEmpty && part.Span.SequenceEqual("null"u8);
        }

        if (whole.IsEmpty)
        {
            return false;
        }

        try
        {
            using var partDocument = JsonDocument.Parse(part, Deep);
            using var wholeDocument = JsonDocument.Parse(whole, Deep);
            return Holds(partDocument.RootElement, wholeDocument.RootElement);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // Half of a surrogate pair in a name or a text: it equals nothing.
            return false;
        }
    }

    private static bool Holds(JsonElement part, JsonElement whole)
    {
        if (part.ValueKind is not JsonValueKind.Object || whole.ValueKind is not JsonValueKind.Object)
        {
            return JsonElement.DeepEquals(part, whole);
        }

        foreach (var field in part.EnumerateObject())
        {
            if (whole.TryGetProperty(field.Name, out var value) ? !Holds(field.Value, value) : field.Value.ValueKind is not JsonValueKind.Null)
            {
                return false;
            }
        }

        return true;
    }

    // Numbers, literals, and strings without escapes: equal only if their bytes are.
    private static bool IsPlainScalar(ReadOnlySpan<byte> json) => json[0] is not ((byte)'{' or (byte)'[') && !json.Contains((byte)'\\');
}
