using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Deliveries;

/// <summary>What goes for all destinations. Section <c>Signalbox:Destinations</c>.</summary>
internal sealed class DestinationOptions
{
    /// <summary>How long a destination has been failing without a success when <c>destination.failing</c> is published.</summary>
    /// <value>From 0 to 30 days. Default 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan FailingAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a process keeps the right to deliver to a destination without renewing it: how long deliveries rest after a process has died.</summary>
    /// <value>From 3 s to 5 minutes. Default 15 s.</value>
    [Range(typeof(TimeSpan), "00:00:03", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The least wait behind an answer that asks for rest (429), or none in time, whatever the schedule says: trying sooner would make it worse.</summary>
    /// <value>From 1 s to 1 hour. Default 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeastRest { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long nothing is sent to a destination of which most requests fail, before one is tried; each time that fails twice as long, up to a minute.</summary>
    /// <value>From 100 ms to 1 minute. Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks <see cref="DestinationOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class DestinationOptionsValidator : IValidateOptions<DestinationOptions>;
