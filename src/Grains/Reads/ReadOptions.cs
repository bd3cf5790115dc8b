using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Reads;

/// <summary>How objects are read from the provider after events said that they changed, in accounts with an API key. Section <c>Signalbox:Reads</c>.</summary>
internal sealed class ReadOptions
{
    /// <summary>How long no event about an object must have come before it is read: a burst of events is then one read.</summary>
    /// <value>From 0 to 1 minute. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after the first event an object is read although further ones keep coming.</summary>
    /// <value>From 0 to 1 hour, at least <see cref="Delay"/>. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that one read may take, with its wait for a permit and its attempts.</summary>
    /// <value>From 100 ms to 10 minutes. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most reads of this process at once, but for those that somebody waits for.</summary>
    /// <value>From 1 to 1,000. Default 16.</value>
    [Range(1, 1_000)]
    public int MostAtOnce { get; set; } = 16;

    /// <summary>How often rows are looked for that stayed provisional, because a read was refused or its process died.</summary>
    /// <value>From 50 ms to 1 hour. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SettleInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a row must have been provisional, unchanged, before it is such a one.</summary>
    /// <value>From 0 to 1 day. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most such rows of an account that are read after one look, by the whole cluster.</summary>
    /// <value>From 1 to 10,000. Default 200.</value>
    [Range(1, 10_000)]
    public int SettleBatch { get; set; } = 200;

    /// <summary>The most streams whose rows are read at once after a look.</summary>
    /// <value>From 1 to 64. Default 4.</value>
    [Range(1, 64)]
    public int SettleStreams { get; set; } = 4;
}

/// <summary>Checks <see cref="ReadOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ReadOptionsValidator : IValidateOptions<ReadOptions>;

/// <summary>What the settings must be to each other.</summary>
internal sealed class ReadOptionsRules : IValidateOptions<ReadOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReadOptions options) => options.LongestDelay >= options.Delay
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{nameof(ReadOptions.LongestDelay)}: must be at least {nameof(ReadOptions.Delay)}, which is {options.Delay}");
}
