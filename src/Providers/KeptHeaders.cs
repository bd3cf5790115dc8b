using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers;

/// <summary>Writes chosen headers of a request as text that is safe to store, to print and to split into lines.</summary>
public static class KeptHeaders
{
    /// <summary>The longest result.</summary>
    internal const int MaxChars = 2048;

    private const int MaxValueChars = 1024;

    private static readonly FrozenSet<string> Credentials = FrozenSet.ToFrozenSet(
        ["Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "Api-Key", "X-Auth-Token"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// One <c>Name: value</c> a line, in the order of the names; a value longer than 1,024 characters is cut, and what would pass
    /// <see cref="MaxChars"/> is left out. Credentials are left out even when named.
    /// </summary>
    internal static string Format(IHeaderDictionary headers, ReadOnlySpan<string> names)
    {
        Span<char> text = stackalloc char[MaxChars];
        var length = 0;
        foreach (var name in names)
        {
            if (Credentials.Contains(name))
            {
                continue;
            }

            foreach (var value in headers[name])
            {
                length += AppendLine(text[length..], startsText: length == 0, name, value);
            }
        }

        return new string(text[..length]);
    }

    /// <summary>Whether a header carries credentials by its name, in any case: such a header is stored nowhere in clear.</summary>
    /// <param name="name">The header's name.</param>
    public static bool IsCredential(string name) => Credentials.Contains(name);

    private static int AppendLine(Span<char> text, bool startsText, string name, ReadOnlySpan<char> value)
    {
        value = value[..Math.Min(value.Length, MaxValueChars)];
        var size = (startsText ? 0 : 1) + name.Length + 2 + value.Length;
        if (value.IsEmpty || size > text.Length)
        {
            return 0;
        }

        var at = 0;
        if (!startsText)
        {
            text[at++] = '\n';
        }

        name.CopyTo(text[at..]);
        at += name.Length;
        text[at++] = ':';
        text[at++] = ' ';

        foreach (var character in value)
        {
            // A line break would forge a header, a NUL would not fit into PostgreSQL's text.
            text[at++] = character is >= ' ' and <= '~' ? character : '?';
        }

        return at;
    }
}
