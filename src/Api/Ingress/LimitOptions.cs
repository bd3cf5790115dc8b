using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Ingress;

/// <summary>
/// What one sender and one source may ask for. Section <c>Signalbox:Limits</c>. The defaults are far above what a provider sends in an honest
/// burst (a renewal run of a large Stripe account is some hundreds a second, from several addresses) and far below what takes the process down.
/// </summary>
internal sealed class LimitOptions
{
    /// <summary>Requests a second that one source takes in the long run.</summary>
    /// <value>From 1 to 1,000,000. Default 50,000: more than one process appends, so that only what it could not serve anyway is refused.</value>
    [Range(1, 1_000_000)]
    public int SourceRequestsPerSecond { get; set; } = 50_000;

    /// <summary>How many requests of a source may come at once.</summary>
    /// <value>From 1 to 10,000,000. Default 100,000.</value>
    [Range(1, 10_000_000)]
    public int SourceBurst { get; set; } = 100_000;

    /// <summary>Requests a second that one client address may send in the long run.</summary>
    /// <value>From 1 to 1,000,000. Default 1,000.</value>
    [Range(1, 1_000_000)]
    public int AddressRequestsPerSecond { get; set; } = 1_000;

    /// <summary>How many requests one client address may send at once.</summary>
    /// <value>From 1 to 10,000,000. Default 10,000.</value>
    [Range(1, 10_000_000)]
    public int AddressBurst { get; set; } = 10_000;

    /// <summary>The most bodies of one client address that may be on their way in at once; one that came with its headers does not count.</summary>
    /// <value>From 1 to 1,000,000. Default 64.</value>
    [Range(1, 1_000_000)]
    public int AddressBodies { get; set; } = 64;

    /// <summary>How many accepted requests one refused for its signature, or for an unknown source, counts as.</summary>
    /// <value>From 1 to 1,000. Default 20: an address may send 50 forged requests a second, and 500 at once.</value>
    [Range(1, 1_000)]
    public int RefusedCost { get; set; } = 20;

    /// <summary>How many requests with a wrong API key one client address may send at once; one more is allowed every second.</summary>
    /// <value>From 1 to 10,000. Default 30.</value>
    [Range(1, 10_000)]
    public int FailedKeys { get; set; } = 30;

    /// <summary>Whether addresses of this machine and of private networks are limited too.</summary>
    /// <value>Default false: behind a proxy that is not configured all requests have its address, and a forger would use up everybody's share.</value>
    public bool PrivateAddresses { get; set; }

    /// <summary>The most events of one source that may wait for their append at once.</summary>
    /// <value>From 1 to 1,000,000. Default 2,048: half of one writer's queue, so that another source's events still find room in it.</value>
    [Range(1, 1_000_000)]
    public int SourceWaitingEvents { get; set; } = 2_048;

    /// <summary>The most bytes of payload of one source that may wait for their append at once.</summary>
    /// <value>From 64 KiB to 4 GiB. Default 16 MiB: half of one writer's queue.</value>
    [Range(64 << 10, 4L << 30)]
    public long SourceWaitingBytes { get; set; } = 16 << 20;

    /// <summary>The most lines that are logged of one source's refused webhooks in a second; of the others the number.</summary>
    /// <value>From 0 to 1,000. Default 5.</value>
    [Range(0, 1_000)]
    public int LoggedRefusals { get; set; } = 5;
}

/// <summary>Checks <see cref="LimitOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
