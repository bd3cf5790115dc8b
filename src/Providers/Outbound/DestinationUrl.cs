using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Signalbox.Providers.Outbound;

/// <summary>
/// The check of a URL that somebody wants events sent to. What it accepts is written plainly and is sent to; what its name stands for is judged
/// each time it is dialled, by <see cref="AddressRules"/>.
/// </summary>
public static class DestinationUrl
{
    /// <summary>The longest.</summary>
    public const int MaxChars = 2048;

    private const int MaxHostChars = 253;
    private const int MaxLabelChars = 63;

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The URL as it was given.</param>
    /// <param name="policy">Where requests may go.</param>
    /// <param name="url">The URL.</param>
    /// <param name="problem">What is wrong with it, to be read behind its name: <c>must be …</c>. Quotes no more of it than its host.</param>
    public static bool TryParse(string? text, OutboundPolicy policy, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(policy);
        problem = ProblemOf(text, policy, out url);
        url = problem is null ? url : null;
        return url is not null;
    }

    private static string? ProblemOf(string? text, OutboundPolicy policy, out Uri? url)
    {
        url = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxChars)
        {
            return $"must be a URL of up to {MaxChars} characters";
        }

        // Anything else is read differently by different programs: white space at the ends, digits of other scripts, backslashes as slashes.
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\', StringComparison.Ordinal))
        {
            return "must be visible ASCII without backslashes: a name in another script as xn--…, other characters as %…";
        }

        var scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http" : null;
        if (scheme is null)
        {
            return policy.AllowHttp ? "must begin with https:// or http://" : "must begin with https://";
        }

        if (scheme == "http" && !policy.AllowHttp)
        {
            return "must begin with https://; http:// sends events in clear, and is for development (Signalbox__Deliveries__AllowHttp)";
        }

        if (text.Contains('#', StringComparison.Ordinal))
        {
            return "must have no fragment (#…), which is sent to nobody";
        }

        var rest = text.AsSpan(scheme.Length + 3);
        var authority = rest.IndexOfAny('/', '?') is >= 0 and var end ? rest[..end] : rest;
        if (authority.Contains('@'))
        {
            return "must have no user or password (…@); credentials go into a header";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.UserInfo.Length > 0 || !url.Scheme.Equals(scheme, StringComparison.Ordinal))
        {
            return "must be a URL: https://, a host, and a path";
        }

        return HostProblem(HostOf(authority), url, policy)
            ?? (PortRules.Allows(url.Port, policy.AllowedPorts) ? null : $"must not be on port {url.Port}, which is not allowed (Signalbox__Deliveries__AllowedPorts)");
    }

    private static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> authority)
    {
        // The colons of an IPv6 address are within brackets.
        var port = authority.LastIndexOf(':');
        return port > authority.LastIndexOf(']') ? authority[..port] : authority;
    }

    private static string? HostProblem(ReadOnlySpan<char> host, Uri url, OutboundPolicy policy) => url.HostNameType switch
    {
        // 127.1, 2130706433, 0x7f000001 and 0177.0.0.1 are all 127.0.0.1: written so, one is meant to be overlooked.
        UriHostNameType.IPv4 => host.SequenceEqual(IPAddress.Parse(url.Host).ToString())
            ? AddressProblem(IPAddress.Parse(url.Host), policy)
            : $"must write its address plainly: {url.Host}",
        UriHostNameType.IPv6 => host.Contains('%')
            ? "must have an address without a zone"
            : AddressProblem(IPAddress.Parse(url.Host), policy),
        UriHostNameType.Dns => NameProblem(host, url, policy),
        _ => "must name a host",
    };

    private static string? AddressProblem(IPAddress address, OutboundPolicy policy) => AddressRules.Refusal(address, policy.AllowedNetworks) is { } refusal
        ? $"must not be at an address that is {refusal.Rule}; an operator may allow it (Signalbox__Deliveries__AllowedNetworks)"
        : null;

    private static string? NameProblem(ReadOnlySpan<char> host, Uri url, OutboundPolicy policy)
    {
        if (!host.Equals(url.IdnHost, StringComparison.OrdinalIgnoreCase) || host.Length > MaxHostChars)
        {
            return "must write the name of its host plainly";
        }

        if (host[^1] == '.')
        {
            return "must write the name of its host without a dot at its end";
        }

        ReadOnlySpan<char> last = default;
        foreach (var range in host.Split('.'))
        {
            last = host[range];
            if (last.IsEmpty || last.Length > MaxLabelChars || !IsLabel(last))
            {
                return "must name a host by letters, digits, hyphens and dots";
            }
        }

        // Resolvers take 1.2.3.4.5, 0x7f.1 and the like for numbers, each in its way.
        if (!last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return "must not have a number as the last part of its host";
        }

        if (last.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return AddressRules.Refusal(IPAddress.Loopback, policy.AllowedNetworks) is null || AddressRules.Refusal(IPAddress.IPv6Loopback, policy.AllowedNetworks) is null
                ? null
                : "must not be this machine; an operator may allow it (Signalbox__Deliveries__AllowedNetworks)";
        }

        return last.Length == host.Length && policy.AllowedNetworks.Count == 0
            ? "must name a host with its domain: a name without a dot is in a private network, which an operator may allow (Signalbox__Deliveries__AllowedNetworks)"
            : null;
    }

    // The underscore is in no host's name, and in many a container's.
    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
            {
                return false;
            }
        }

        return label[0] != '-' && label[^1] != '-';
    }
}
