using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Signalbox.Http;

/// <summary>
/// The text of a page's cursor: where the next page begins. It holds nothing secret and grants nothing; it is opaque only so that it may
/// change. A cursor that somebody made up can at worst begin a page elsewhere in the same list.
/// </summary>
internal static class PageCursor
{
    // PostgreSQL's text cannot hold it, so no value can.
    private const char Separator = '\0';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="list">What the list is called, so that the cursor of one list is refused by another.</param>
    /// <param name="values">The sort key of the last item. None holds a NUL character.</param>
    internal static string Encode(string list, params ReadOnlySpan<string> values)
    {
        var text = new StringBuilder(list);
        foreach (var value in values)
        {
            text.Append(Separator).Append(value);
        }

        return Base64Url.EncodeToString(Strict.GetBytes(text.ToString()));
    }

    /// <returns><see langword="false"/> if the text is no cursor of this list with so many values.</returns>
    internal static bool TryDecode(string text, string list, int count, [NotNullWhen(true)] out string[]? values)
    {
        values = null;
        try
        {
            var parts = Strict.GetString(Base64Url.DecodeFromChars(text)).Split(Separator);
            values = parts[0] == list && parts.Length == count + 1 ? parts[1..] : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            // Not base64url, or not UTF-8.
        }

        return values is not null;
    }
}
