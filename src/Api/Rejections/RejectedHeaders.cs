using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
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

    // What a body is, who sent it, and by which way.
    private static readonly FrozenSet<string> Usual = FrozenSet.ToFrozenSet(
        ["Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Date", "Host", "User-Agent", "Via",
            "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Original-Host"],
        StringComparer.OrdinalIgnoreCase);

    // They hold a URL with its query.
    private static readonly FrozenSet<string> Urls = FrozenSet.ToFrozenSet(
        ["Forwarded", "X-Original-URI", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Suspicious = ["authorization", "secret", "token", "password", "api-key", "apikey", "credential", "cookie"];

    /// <summary>At most 64 headers; of one that is not known to hold no credential only that it was there.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="own">What the source's scheme looks for: its signatures are kept, a secret that is sent itself is not.</param>
    /// <param name="known">The names that known definitions give to signatures, ids and times.</param>
    internal static Dictionary<string, string[]> Of(IHeaderDictionary headers, SchemeTraits own, IReadOnlySet<string> known)
    {
        var kept = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in headers.Take(MaxHeaders))
        {
            kept[name] = IsShown(name, own, known) ? [.. values.Select(static v => v is null ? string.Empty : v.Length > MaxChars ? v[..MaxChars] : v)] : [Redacted];
        }

        return kept;
    }

    /// <summary>The names of headers that definitions name and that hold no secret in any of them. Compares without case.</summary>
    internal static IReadOnlySet<string> KnownTo(IEnumerable<ProviderDefinition> definitions)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var secret = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var definition in definitions)
        {
            var traits = definition.Signature.Traits;
            (traits.SignsBody || traits.SignsUrl ? names : secret).UnionWith(traits.Headers);
            names.UnionWith(traits.IdHeaders);
            names.UnionWith(traits.Timestamps.Select(static t => t.Header));
            names.UnionWith(definition.KeptHeaderNames);
        }

        names.ExceptWith(secret);
        return names;
    }

    /// <summary>A path and query as they may be kept: of the query only the names, unless it is a part of what is signed.</summary>
    internal static string TargetOf(string target, SchemeTraits own)
    {
        if (!own.SignsUrl && target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at)
        {
            target = $"{target[..at]}?{string.Join('&', target[(at + 1)..].Split('&').Select(Masked))}";
        }

        return target.Length > MaxChars ? target[..MaxChars] : target;
    }

    // What has no name is a value.
    private static string Masked(string item) => item.Length == 0 ? item : item.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? $"{item[..at]}={Redacted}" : Redacted;

    private static bool IsShown(string name, SchemeTraits own, IReadOnlySet<string> known) =>
        !KeptHeaders.IsCredential(name)
        && (own.Headers.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? own.SignsBody || own.SignsUrl
            : Usual.Contains(name)
                || (own.SignsUrl && Urls.Contains(name))
                || (known.Contains(name) && !Array.Exists(Suspicious, word => name.Contains(word, StringComparison.OrdinalIgnoreCase))));
}
