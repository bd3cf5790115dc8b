using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Recovery;

/// <summary>How what a dead process left behind is found. Section <c>Signalbox:Recovery</c>.</summary>
internal sealed class RecoveryOptions
{
    /// <summary>How often streams are looked for whose retry is due.</summary>
    /// <value>From 50 ms to 1 minute. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan DueInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the journal's tail is searched for events that were not applied.</summary>
    /// <value>From 100 ms to 10 minutes. Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan TailInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old an unapplied event must be before its stream is woken; younger ones are on their way.</summary>
    /// <value>From 0 to 10 minutes. Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most journal entries that one search looks at; a longer tail is worked off in pieces.</summary>
    /// <value>From 1,000 to 10,000,000. Default 200,000.</value>
    [Range(1_000, 10_000_000)]
    public int TailEntries { get; set; } = 200_000;
}

/// <summary>Checks <see cref="RecoveryOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RecoveryOptionsValidator : IValidateOptions<RecoveryOptions>;
