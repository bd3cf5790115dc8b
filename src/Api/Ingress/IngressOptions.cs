using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Ingress;

/// <summary>What the ingress accepts. Section <c>Signalbox:Ingress</c>.</summary>
internal sealed class IngressOptions
{
    /// <summary>The largest body accepted.</summary>
    /// <value>From 1 KiB to 16 MiB. Default 1 MiB.</value>
    [Range(1 << 10, 16 << 20)]
    public int MaxBodyBytes { get; set; } = 1 << 20;
}

/// <summary>Checks <see cref="IngressOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class IngressOptionsValidator : IValidateOptions<IngressOptions>;
