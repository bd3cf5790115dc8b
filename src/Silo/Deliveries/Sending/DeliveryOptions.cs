using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Providers.Outbound;

namespace Signalbox.Deliveries;

/// <summary>Where events may be sent, and how. Section <c>Signalbox:Deliveries</c>.</summary>
internal sealed class DeliveryOptions
{
    /// <summary>Whether destinations may have <c>http://</c> URLs: events then travel in clear. For development.</summary>
    /// <value>Default false.</value>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Networks that may be sent to although they are not public: addresses and networks with commas between them. Whoever may make destinations then
    /// reaches what is in them. An address where a cloud hands out credentials must be named by itself.
    /// </summary>
    /// <value>Default: none.</value>
    public string AllowedNetworks { get; set; } = string.Empty;

    /// <summary>The only ports that may be sent to, with commas between them, ranges as <c>9000-9100</c>; at most 64.</summary>
    /// <value>Default: any, but for those that servers of other protocols are known to have.</value>
    public string AllowedPorts { get; set; } = string.Empty;

    /// <summary>Where this API is seen from outside, for the links in thin events: http:// or https://, a host, a path if there is one.</summary>
    /// <value>Default: none; links are paths then, such as <c>/v1/events/evt_1?account=stripe</c>.</value>
    public string PublicUrl { get; set; } = string.Empty;

    /// <summary>How long a connection may take, TLS included, whatever the timeout of a destination. Of several addresses of a name, each gets its part.</summary>
    /// <value>From 100 ms to 1 minute. Default 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where requests may go by these options, which must be valid.</summary>
    internal OutboundPolicy ToPolicy() => new()
    {
        AllowHttp = AllowHttp,
        AllowedNetworks = ProxyOptions.Networks(AllowedNetworks) ?? [],
        AllowedPorts = PortRules.Parse(AllowedPorts) ?? [],
    };
}

/// <summary>Checks each of <see cref="DeliveryOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;

/// <summary>Checks what an attribute cannot say.</summary>
internal sealed class DeliveryOptionsRules : IValidateOptions<DeliveryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        List<string> failures = [];
        if (ProxyOptions.Networks(options.AllowedNetworks) is null)
        {
            failures.Add($"{nameof(options.AllowedNetworks)}: must be addresses or networks such as 10.0.0.0/8, with commas between them");
        }

        if (PortRules.Parse(options.AllowedPorts) is null)
        {
            failures.Add($"{nameof(options.AllowedPorts)}: must be at most 64 ports or ranges such as 9000-9100, with commas between them");
        }

        if (options.PublicUrl.Length > 0 && !PublicUrl.IsValid(options.PublicUrl))
        {
            failures.Add($"{nameof(options.PublicUrl)}: must be an http:// or https:// URL without a query, a user or a fragment");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
