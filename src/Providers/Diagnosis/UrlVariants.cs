namespace Signalbox.Providers.Diagnosis;

/// <summary>URLs that the sender may have called, when something before this server changed what it saw.</summary>
internal static class UrlVariants
{
    /// <summary>The most variants of one request.</summary>
    internal const int MaxVariants = 128;

    /// <summary>The other URLs, each with what is different. The headers that proxies add are believed here: it is a question, not an answer.</summary>
    internal static IEnumerable<(string What, WebhookRequest Request)> Of(WebhookRequest request, string? publicUrl)
    {
        var variants =
            from base_ in Bases(request, publicUrl)
            from target in Targets(request, base_.Path)
            let what = string.Join(", ", ((string[])[base_.What, target.What]).Where(static w => w.Length > 0))
            where what.Length > 0
            select (what, request with { Scheme = base_.Scheme, Host = base_.Host, Target = target.Target });
        return variants.DistinctBy(static v => (v.Item2.Scheme, v.Item2.Host, v.Item2.Target)).Take(MaxVariants);
    }

    private static IEnumerable<(string What, string Scheme, string Host, string? Path)> Bases(WebhookRequest request, string? publicUrl)
    {
        if (publicUrl is not null && RequestUrl.TrySplit(publicUrl, request.Host, out var url))
        {
            yield return ("the configured public_url", url.Scheme, url.Host, url.Target);
        }

        var other = request.Scheme == "https" ? "http" : "https";
        foreach (var (what, host) in Hosts(request))
        {
            yield return (what, request.Scheme, host, null);
            yield return ($"{(what.Length > 0 ? $"{what}, " : string.Empty)}{other} instead of {request.Scheme}", other, host, null);
        }
    }

    private static IEnumerable<(string What, string Host)> Hosts(WebhookRequest request)
    {
        yield return (string.Empty, request.Host);
        foreach (var header in (string[])["X-Forwarded-Host", "X-Original-Host"])
        {
            foreach (var value in request.Headers[header].SelectMany(static v => (v ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Take(3))
            {
                yield return ($"the host of {header}", value);
            }
        }

        foreach (var part in request.Headers["Forwarded"].ToString().Split([',', ';'], 16, StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("host=", StringComparison.OrdinalIgnoreCase))
            {
                yield return ("the host of Forwarded", part["host=".Length..].Trim('"'));
            }
        }

        var colon = request.Host.LastIndexOf(':');
        var name = colon > request.Host.LastIndexOf(']') ? request.Host[..colon] : request.Host;
        if (name.Length < request.Host.Length)
        {
            yield return ("the host without its port", name);
        }

        foreach (var port in request.Headers["X-Forwarded-Port"].ToString().Split(',', 2, StringSplitOptions.TrimEntries)[..1].Where(static p => p.Length is > 0 and <= 5))
        {
            yield return ($"the port {port} of X-Forwarded-Port", $"{name}:{port}");
        }
    }

    private static IEnumerable<(string What, string Target)> Targets(WebhookRequest request, string? path)
    {
        foreach (var (what, target) in Paths(request, path))
        {
            yield return (what, target);
            var question = target.IndexOf('?', StringComparison.Ordinal);
            var (before, query) = question < 0 ? (target, string.Empty) : (target[..question], target[question..]);
            var and = what.Length > 0 ? $"{what}, " : string.Empty;
            yield return before.EndsWith('/') && before.Length > 1 ? ($"{and}without the slash at the path's end", before[..^1] + query) : ($"{and}with a slash at the path's end", $"{before}/{query}");
            if (query.Length > 1)
            {
                var items = query[1..].Split('&');
                yield return ($"{and}without the query", before);
                yield return ($"{and}with the query's parts sorted", $"{before}?{string.Join('&', items.Order(StringComparer.Ordinal))}");
                yield return ($"{and}with the query's parts reversed", $"{before}?{string.Join('&', items.Reverse())}");
            }
        }
    }

    private static IEnumerable<(string What, string Target)> Paths(WebhookRequest request, string? path)
    {
        yield return (string.Empty, path is null ? request.Target : PublicTarget.Of(path, request.Target));
        foreach (var header in (string[])["X-Original-URI", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri"])
        {
            if (request.Headers[header].ToString() is ['/', ..] target)
            {
                yield return ($"the path of {header}", target);
            }
        }

        if (request.Headers["X-Forwarded-Prefix"].ToString() is ['/', ..] prefix)
        {
            yield return ("the prefix of X-Forwarded-Prefix", prefix.TrimEnd('/') + request.Target);
        }
    }
}
