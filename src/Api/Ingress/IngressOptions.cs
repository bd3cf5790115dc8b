using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Ingress;

/// <summary>What the HTTP server lets in. Section <c>Signalbox:Ingress</c>.</summary>
internal sealed class IngressOptions
{
    /// <summary>The largest body of a request in bytes; a larger one is answered 413 without being read.</summary>
    /// <value>From 1 KiB to 16 MiB. Default 1 MiB.</value>
    [Range(1 << 10, 16 << 20)]
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>How long a webhook's body may take from its first byte that is waited for to its last; then it is answered 408.</summary>
    /// <value>From 1 second to 10 minutes. Default 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The most connections at once; a further one is closed at once.</summary>
    /// <value>From 1 to 1,000,000. Default 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long requests that have begun may go on after the process was asked to stop.</summary>
    /// <value>From 0 to 10 minutes. Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="IngressOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class IngressOptionsValidator : IValidateOptions<IngressOptions>;
