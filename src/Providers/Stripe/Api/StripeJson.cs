using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>Reads what Stripe's objects have in common. What is missing or of another shape reads as <see langword="null"/>.</summary>
internal static class StripeJson
{
    private const long LastUnixSecond = 253_402_300_799;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = StripeEnvelope.MaxDepth };

    /// <summary>One whole JSON object in UTF-8; otherwise <see langword="null"/>. Owns its memory and needs no disposal.</summary>
    internal static JsonElement? TryParse(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || !Utf8.IsValid(body))
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(body, Strict);
            return json.ValueKind is JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A string that is Unicode: escapes may hold halves of surrogate pairs.</summary>
    internal static string? Text(this JsonElement json, ReadOnlySpan<byte> name)
    {
        if (Value(json, name) is not { ValueKind: JsonValueKind.String } value)
        {
            return null;
        }

        return TextOf(value);
    }

    internal static long? Number(this JsonElement json, ReadOnlySpan<byte> name) =>
        Value(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    internal static bool? Flag(this JsonElement json, ReadOnlySpan<byte> name) => Value(json, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    internal static DateTimeOffset? Time(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Number(name) is >= 0 and <= LastUnixSecond and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The id of another object, be it given as a text or expanded to the object itself.</summary>
    internal static string? Reference(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Child(name) is { } expanded ? expanded.Text("id"u8) : json.Text(name);

    /// <summary>An object in the object.</summary>
    internal static JsonElement? Child(this JsonElement json, ReadOnlySpan<byte> name) =>
        Value(json, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The objects of an array; none if it is none.</summary>
    internal static IEnumerable<JsonElement> Children(this JsonElement json, ReadOnlySpan<byte> name) =>
        Value(json, name) is { ValueKind: JsonValueKind.Array } value
            ? value.EnumerateArray().Where(static item => item.ValueKind is JsonValueKind.Object)
            : [];

    /// <summary>An object's texts by their names.</summary>
    internal static IReadOnlyDictionary<string, string> Texts(this JsonElement json, ReadOnlySpan<byte> name)
    {
        var texts = new Dictionary<string, string>();
        if (json.Child(name) is not { } map)
        {
            return texts;
        }

        foreach (var property in map.EnumerateObject())
        {
            try
            {
                if (property.Value.ValueKind is JsonValueKind.String)
                {
                    texts[property.Name] = property.Value.GetString()!;
                }
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair: no text.
            }
        }

        return texts;
    }

    private static JsonElement? Value(JsonElement json, ReadOnlySpan<byte> name)
    {
        try
        {
            return json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // A name in the object has an escape that is no character.
            return null;
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
