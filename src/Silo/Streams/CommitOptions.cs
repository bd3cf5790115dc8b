using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Streams;

/// <summary>How the commits of many grains are grouped. Section <c>Signalbox:Commits</c>.</summary>
internal sealed class CommitOptions
{
    /// <summary>The most streams committed in one transaction.</summary>
    /// <value>From 1 to 4,096. Default 512.</value>
    [Range(1, 4_096)]
    public int BatchSize { get; set; } = 512;

    /// <summary>
    /// How old the oldest waiting commit may get before its group is sent although it is not full. What arrives for a stream meanwhile is
    /// folded into its next commit, so that a little patience saves work under load.
    /// </summary>
    /// <value>From 0 to 1 s. Default 15 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromMilliseconds(15);
}

/// <summary>Checks <see cref="CommitOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class CommitOptionsValidator : IValidateOptions<CommitOptions>;
