using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Rejections;

/// <summary>How many refused webhooks are kept to diagnose from. Section <c>Signalbox:Rejections</c>.</summary>
internal sealed class RejectionOptions
{
    /// <summary>The most of one source.</summary>
    /// <value>From 0 (none is kept) to 1,000. Default 20.</value>
    [Range(0, 1_000)]
    public int PerSource { get; set; } = 20;

    /// <summary>The most of one source with the same fault.</summary>
    /// <value>From 1 to 1,000. Default 5.</value>
    [Range(1, 1_000)]
    public int PerFault { get; set; } = 5;

    /// <summary>How long one is kept.</summary>
    /// <value>From 1 minute to 30 days. Default 24 hours.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);
}

/// <summary>Checks <see cref="RejectionOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RejectionOptionsValidator : IValidateOptions<RejectionOptions>;
