using System.Net;
using System.Net.Sockets;

namespace Signalbox.Providers.Outbound;

/// <summary>Why an address is not sent to.</summary>
/// <param name="Address">The address, as it would be dialled.</param>
/// <param name="Rule">What it is, with who says so, for example <c>loopback (RFC 1122)</c>.</param>
public sealed record AddressRefusal(IPAddress Address, string Rule)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Address} is {Rule}";
}

/// <summary>
/// Which addresses requests may go to whose URL somebody else chose: only those of the public Internet, so that nobody reaches through this process
/// what only this process can reach. Says nothing of names: what a name stands for is known when it is dialled.
/// </summary>
public static class AddressRules
{
    private const int MappedBits = 96;

    /// <summary>Judges an address.</summary>
    /// <param name="address">The address that is going to be dialled.</param>
    /// <param name="allowed">
    /// The operator's own networks, which may be sent to whatever they are. An address where a cloud hands out credentials must be named by itself:
    /// whoever allows <c>169.254.0.0/16</c>, or everything, hardly means that one.
    /// </param>
    /// <returns><see langword="null"/> if it may be sent to.</returns>
    public static AddressRefusal? Refusal(IPAddress address, IReadOnlyList<IPNetwork> allowed)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(allowed);

        var plain = Plain(address);
        var (inside, translation) = Inside(plain);
        var judged = inside ?? plain;
        if (Find(SpecialNetworks.Metadata, judged) is { } metadata)
        {
            return Names(allowed, judged) ? null : Refuse(address, metadata, translation);
        }

        if (Holds(allowed, plain) || (inside is not null && Holds(allowed, inside)))
        {
            return null;
        }

        if (Find(SpecialNetworks.Refused, judged) is { } special)
        {
            return Refuse(address, special, translation);
        }

        return judged.AddressFamily is AddressFamily.InterNetworkV6 && !SpecialNetworks.GlobalUnicast.Contains(judged)
            ? Refuse(address, SpecialNetworks.NotGiven, translation)
            : null;
    }

    /// <summary>The address without a zone; what is mapped into IPv6 as the IPv4 address that it is (RFC 4291, section 2.5.5.2).</summary>
    private static IPAddress Plain(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 => address.MapToIPv4(),
        AddressFamily.InterNetworkV6 when address.ScopeId != 0 => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>The IPv4 address that packets to this one end at: by NAT64 (RFC 6052), by 6to4 (RFC 3056).</summary>
    private static (IPAddress? Address, string Translation) Inside(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return (null, string.Empty);
        }

        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] => (new IPAddress(bytes.AsSpan(12, 4)), "through NAT64 "),
            [0x20, 0x02, ..] => (new IPAddress(bytes.AsSpan(2, 4)), "through 6to4 "),
            _ => (null, string.Empty),
        };
    }

    private static AddressRefusal Refuse(IPAddress address, SpecialNetwork network, string translation) =>
        new(address, $"{translation}{network.Name} ({network.Source})");

    private static SpecialNetwork? Find(IReadOnlyList<SpecialNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Network.Contains(address))
            {
                return network;
            }
        }

        return null;
    }

    private static bool Holds(IReadOnlyList<IPNetwork> allowed, IPAddress address)
    {
        foreach (var network in allowed)
        {
            if (PlainOf(network).Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(IReadOnlyList<IPNetwork> allowed, IPAddress address)
    {
        foreach (var network in allowed)
        {
            var plain = PlainOf(network);
            if (plain.BaseAddress.Equals(address) && plain.PrefixLength == address.GetAddressBytes().Length * 8)
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork PlainOf(IPNetwork network) => network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits
        ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
        : network;
}
