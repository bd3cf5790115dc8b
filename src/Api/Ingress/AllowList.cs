using System.Net;

namespace Signalbox.Ingress;

/// <summary>Which addresses a source takes webhooks from.</summary>
internal static class AllowList
{
    /// <summary>The most networks of one source.</summary>
    internal const int MostNetworks = 64;

    // ::ffff:0:0/96, https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2
    private const int MappedBits = 96;

    /// <summary>Whether an address is in one of the networks; any is if there are none.</summary>
    internal static bool Admits(IReadOnlyList<IPNetwork> networks, IPAddress? address)
    {
        if (networks.Count == 0)
        {
            return true;
        }

        if (address is null)
        {
            return false;
        }

        // A socket for both families sees IPv4 addresses inside of IPv6 ones.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a network such as <c>203.0.113.0/24</c>, or a single address. An IPv4 one that is written as an IPv6 one is the IPv4 one.</summary>
    internal static bool TryParse(string? text, out IPNetwork network)
    {
        if (!TryParseAsWritten(text, out network))
        {
            return false;
        }

        if (network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits)
        {
            network = new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits);
        }

        return true;
    }

    private static bool TryParseAsWritten(string? text, out IPNetwork network)
    {
        network = default;
        if (text is null || text.Length > 64)
        {
            return false;
        }

        if (IPNetwork.TryParse(text, out network))
        {
            // An address of a network instead of the network is a slip: nobody knows which of the two was meant.
            return IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var first) && first.Equals(network.BaseAddress);
        }

        // An address that is short for another one (10.1 for 10.0.0.1) is a slip more often than meant.
        if (!IPAddress.TryParse(text, out var address) || !text.Equals(address.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
