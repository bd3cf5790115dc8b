using System.Globalization;
using System.Text.Json;

namespace Signalbox.Output;

/// <summary>
/// Text for people out of values that others wrote. A customer's name is whatever somebody typed at a checkout: control characters in it
/// must neither steer a terminal nor break a line into two.
/// </summary>
internal static class Printable
{
    private const char Replacement = '\uFFFD';

    internal static string Of(string text) => text.Any(IsUnsafe) ? string.Create(text.Length, text, static (safe, text) =>
    {
        for (var i = 0; i < safe.Length; i++)
        {
            safe[i] = text[i] is '\n' or '\r' or '\t' ? ' ' : IsUnsafe(text[i]) ? Replacement : text[i];
        }
    }) : text;

    /// <summary>A member's value; empty where there is none.</summary>
    internal static string Of(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? Of(value) : string.Empty;

    /// <summary>A value; moments to the second, nested values as JSON.</summary>
    internal static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => string.Empty,
        JsonValueKind.String => Moment(value.GetString()!) ?? Of(value.GetString()!),
        _ => Of(value.GetRawText()),
    };

    private static string? Moment(string text) =>
        text is [_, _, _, _, '-', _, _, '-', _, _, 'T', .., 'Z']
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : null;

    // Format characters include those that turn the direction of what follows.
    private static bool IsUnsafe(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
