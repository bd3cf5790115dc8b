namespace Signalbox.Providers.Diagnosis;

/// <summary>A request's URL in its parts, as they are signed: still escaped.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Host and, if it is there, port.</param>
/// <param name="Target">Path and query.</param>
public readonly record struct RequestUrl(string Scheme, string Host, string Target)
{
    /// <summary>The longest URL.</summary>
    public const int MaxChars = 16 << 10;

    /// <summary>Takes a URL or a path apart without changing a character of it, which <see cref="Uri"/> would.</summary>
    /// <param name="text">A URL with http:// or https://, or a path.</param>
    /// <param name="host">The host, if the text is a path.</param>
    /// <param name="url">The parts.</param>
    public static bool TrySplit(string text, string host, out RequestUrl url)
    {
        ArgumentNullException.ThrowIfNull(text);
        url = default;
        if (text.Length is 0 or > MaxChars || text.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            return false;
        }

        if (text[0] == '/')
        {
            url = new RequestUrl("https", host, text);
            return true;
        }

        foreach (var scheme in (ReadOnlySpan<string>)["https", "http"])
        {
            if (text.StartsWith($"{scheme}://", StringComparison.OrdinalIgnoreCase))
            {
                var rest = text[(scheme.Length + 3)..];
                var end = rest.AsSpan().IndexOfAny('/', '?') is >= 0 and var at ? at : rest.Length;
                url = new RequestUrl(scheme, rest[..end], end == rest.Length ? "/" : rest[end] == '?' ? $"/{rest[end..]}" : rest[end..]);
                return end > 0;
            }
        }

        return false;
    }
}
