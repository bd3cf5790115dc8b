using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Signatures;

namespace Signalbox.Rejections;

/// <summary>The headers of a refused webhook that may be kept.</summary>
internal static class RejectedHeaders
{
    /// <summary>The longest value, and the longest path, in characters.</summary>
    internal const int MaxChars = 4096;

    /// <summary>What stands in the place of a credential.</summary>
    internal const string Redacted = "(redacted)";

    private const int MaxHeaders = 64;

    private static readonly string[] Suspicious = ["secret", "token", "password", "api-key", "apikey", "credential", "cookie"];

    /// <summary>At most 64 headers; of one that holds a credential, or may by its name, only that it was there.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="traits">What the source's scheme looks for: its signatures are kept, a secret that is sent itself is not.</param>
    internal static Dictionary<string, string[]> Of(IHeaderDictionary headers, SchemeTraits traits)
    {
        var kept = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in headers.Take(MaxHeaders))
        {
            kept[name] = IsCredential(name, traits) ? [Redacted] : [.. values.Select(static v => v is null ? string.Empty : v.Length > MaxChars ? v[..MaxChars] : v)];
        }

        return kept;
    }

    private static bool IsCredential(string name, SchemeTraits traits) =>
        KeptHeaders.IsCredential(name)
        || (traits.Headers.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? !traits.SignsBody
            : Array.Exists(Suspicious, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
