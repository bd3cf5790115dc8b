using System.Net;

namespace Signalbox.Providers.Outbound;

/// <summary>A network that no receiver on the Internet is in.</summary>
/// <param name="Network">The network.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Source">Who says so.</param>
internal sealed record SpecialNetwork(IPNetwork Network, string Name, string Source);

/// <summary>
/// The networks of IANA's special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry,
/// https://www.iana.org/assignments/iana-ipv6-special-registry; RFC 6890), multicast and reserved space, and the addresses at which clouds tell
/// their machines secrets. Whatever is in two, is in the narrower one first.
/// </summary>
internal static class SpecialNetworks
{
    /// <summary>Single addresses that hand out credentials to whoever asks.</summary>
    internal static readonly IReadOnlyList<SpecialNetwork> Metadata =
    [
        Of("169.254.169.254/32", "cloud metadata", "AWS, Google Cloud, Azure, Oracle, DigitalOcean, Hetzner"),
        Of("169.254.169.253/32", "cloud DNS", "AWS"),
        Of("169.254.170.2/32", "container credentials", "AWS ECS"),
        Of("169.254.170.23/32", "container credentials", "AWS EKS"),
        Of("169.254.0.23/32", "cloud metadata", "Tencent Cloud"),
        Of("168.63.129.16/32", "cloud metadata", "Azure WireServer"),
        Of("100.100.100.200/32", "cloud metadata", "Alibaba Cloud"),
        Of("192.0.0.192/32", "cloud metadata", "Oracle Cloud Classic"),
        Of("fd00:ec2::254/128", "cloud metadata", "AWS"),
        Of("fd00:ec2::253/128", "cloud DNS", "AWS"),
        Of("fd00:ec2::23/128", "container credentials", "AWS EKS"),
        Of("fd20:ce::254/128", "cloud metadata", "Google Cloud"),
        Of("fd00:42::42/128", "cloud metadata", "Scaleway"),
    ];

    /// <summary>The networks that are refused.</summary>
    internal static readonly IReadOnlyList<SpecialNetwork> Refused =
    [
        Of("0.0.0.0/8", "this network", "RFC 791"),
        Of("10.0.0.0/8", "private", "RFC 1918"),
        Of("100.64.0.0/10", "shared by a carrier's NAT", "RFC 6598"),
        Of("127.0.0.0/8", "loopback", "RFC 1122"),
        Of("169.254.0.0/16", "link-local", "RFC 3927"),
        Of("172.16.0.0/12", "private", "RFC 1918"),
        Of("192.0.0.0/24", "for IETF protocols", "RFC 6890"),
        Of("192.0.2.0/24", "for documentation", "RFC 5737"),
        Of("192.88.99.0/24", "for 6to4 relays", "RFC 7526"),
        Of("192.168.0.0/16", "private", "RFC 1918"),
        Of("198.18.0.0/15", "for benchmarks", "RFC 2544"),
        Of("198.51.100.0/24", "for documentation", "RFC 5737"),
        Of("203.0.113.0/24", "for documentation", "RFC 5737"),
        Of("224.0.0.0/4", "multicast", "RFC 5771"),
        Of("255.255.255.255/32", "broadcast", "RFC 8190"),
        Of("240.0.0.0/4", "reserved", "RFC 1112"),

        Of("::/128", "unspecified", "RFC 4291"),
        Of("::1/128", "loopback", "RFC 4291"),
        Of("::/96", "IPv4-compatible, which is deprecated", "RFC 4291"),
        Of("64:ff9b:1::/48", "for local translation of addresses", "RFC 8215"),
        Of("100::/64", "for discarding", "RFC 6666"),
        Of("100:0:0:1::/64", "a dummy prefix", "RFC 9780"),
        Of("2001::/32", "Teredo", "RFC 4380"),
        Of("2001:2::/48", "for benchmarks", "RFC 5180"),
        Of("2001:10::/28", "ORCHID", "RFC 4843"),
        Of("2001:20::/28", "ORCHIDv2", "RFC 7343"),
        Of("2001:30::/28", "for drones' tags", "RFC 9374"),
        Of("2001::/23", "for IETF protocols", "RFC 2928"),
        Of("2001:db8::/32", "for documentation", "RFC 3849"),
        Of("3fff::/20", "for documentation", "RFC 9637"),
        Of("5f00::/16", "for segment routing", "RFC 9602"),
        Of("fc00::/7", "unique local", "RFC 4193"),
        Of("fe80::/10", "link-local", "RFC 4291"),
        Of("fec0::/10", "site-local, which is deprecated", "RFC 3879"),
        Of("ff00::/8", "multicast", "RFC 4291"),
    ];

    /// <summary>What of IPv6 is given out to anybody at all.</summary>
    internal static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Said of what is outside of it.</summary>
    internal static readonly SpecialNetwork NotGiven = Of("::/0", "in no part of IPv6 that is given out", "RFC 4291");

    private static SpecialNetwork Of(string network, string name, string source) => new(IPNetwork.Parse(network), name, source);
}
