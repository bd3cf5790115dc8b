using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Streams;

/// <summary>How streams are applied and what happens when an event cannot be. Section <c>Signalbox:Streams</c>.</summary>
internal sealed class StreamOptions
{
    /// <summary>The most waiting events of a stream that are folded into one commit.</summary>
    /// <value>From 1 to 4,096. Default 256.</value>
    [Range(1, 4_096)]
    public int FoldSize { get; set; } = 256;

    /// <summary>How often an event is tried before it becomes a dead letter.</summary>
    /// <value>From 1 to 100. Default 8.</value>
    [Range(1, 100)]
    public int Attempts { get; set; } = 8;

    /// <summary>The wait after the first failed attempt; it doubles with each further one, give or take a fifth.</summary>
    /// <value>From 10 ms to 1 hour. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>From 10 ms to 1 day. Default 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Checks <see cref="StreamOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class StreamOptionsValidator : IValidateOptions<StreamOptions>;
