using System.Buffers;
using System.Collections.Frozen;

namespace Signalbox.Providers.Outbound;

/// <summary>The check of headers that somebody wants added to each request. They may be credentials; they may not be what Signalbox or HTTP says.</summary>
public static class DestinationHeaders
{
    /// <summary>The most of one destination.</summary>
    public const int Most = 32;

    /// <summary>The longest name.</summary>
    public const int MaxNameChars = 128;

    /// <summary>The longest value.</summary>
    public const int MaxValueChars = 4096;

    /// <summary>The most characters of all names and values.</summary>
    public const int MaxChars = 16 << 10;

    // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // What HTTP needs for itself (https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1), and what says what the body is and who sends it.
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
            "Expect", "HTTP2-Settings", "Date", "User-Agent",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ReservedPrefixes = ["webhook-", "signalbox-", "content-"];

    /// <summary>What is wrong with one; <see langword="null"/> if nothing is. To be read behind its name: <c>must be …</c>. Never quotes the value.</summary>
    public static string? Check(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Length is 0 or > MaxNameChars || name.AsSpan().ContainsAnyExcept(Token))
        {
            return $"must have a name of up to {MaxNameChars} letters, digits and hyphens";
        }

        if (Reserved.Contains(name) || ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return "must not be a header that every request has";
        }

        return value.Length > MaxValueChars || value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.AsSpan().Trim(' ').Length != value.Length
            ? $"must have a value of up to {MaxValueChars} characters of visible ASCII, without white space at its ends"
            : null;
    }

    /// <summary>What is wrong with them as a whole, each by itself too; <see langword="null"/> if nothing is. Names the header, and never quotes a value.</summary>
    public static string? Check(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (headers.Count > Most || headers.Sum(static h => h.Key.Length + h.Value.Length) > MaxChars)
        {
            return $"must be at most {Most} headers of {MaxChars} characters in all";
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (Check(name, value) is { } problem)
            {
                return $"{Shown(name)}: {problem}";
            }

            if (!names.Add(name))
            {
                return $"{name}: must be there once";
            }
        }

        return null;
    }

    private static string Shown(string name) => name.Length is 0 or > MaxNameChars || name.AsSpan().ContainsAnyExcept(Token) ? "a header" : name;
}
