using System.Net;

namespace Signalbox.Providers.Outbound;

/// <summary>Where requests may go that others choose the address of.</summary>
public sealed record OutboundPolicy
{
    /// <summary>Public addresses over HTTPS only, ports by <see cref="PortRules"/>.</summary>
    public static readonly OutboundPolicy Default = new();

    /// <summary>Whether <c>http://</c> may be used, in clear. Default <see langword="false"/>.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Networks that may be sent to although <see cref="AddressRules"/> refuse them. Default none.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>The only ports that may be sent to. Default none: any but those of other protocols.</summary>
    public IReadOnlyList<PortRange> AllowedPorts { get; init; } = [];
}
