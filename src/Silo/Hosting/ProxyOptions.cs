using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using Signalbox.Ingress;

namespace Signalbox.Hosting;

/// <summary>The proxies in front of this process. Section <c>Signalbox:Proxies</c>.</summary>
internal sealed class ProxyOptions
{
    /// <summary>Whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed: addresses and networks with commas between them. Default: nobody's.</summary>
    public string From { get; set; } = string.Empty;

    /// <summary>How many proxies a request passes one behind another: so many entries of each header are believed, from the right.</summary>
    /// <value>From 1 to 8. Default 1.</value>
    [Range(1, 8)]
    public int Hops { get; set; } = 1;

    /// <summary>The networks of <see cref="From"/>; <see langword="null"/> if one of them is none.</summary>
    internal static IReadOnlyList<IPNetwork>? Networks(string from)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in from.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!AllowList.TryParse(text, out var network))
            {
                return null;
            }

            networks.Add(network);
        }

        return networks;
    }
}

/// <summary>Checks <see cref="ProxyOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;

/// <summary>Checks what an attribute cannot say.</summary>
internal sealed class ProxyNetworksRule : IValidateOptions<ProxyOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ProxyOptions options) => ProxyOptions.Networks(options.From) is null
        ? ValidateOptionsResult.Fail("From: must be addresses or networks such as 10.0.0.0/8, with commas between them")
        : ValidateOptionsResult.Success;
}
