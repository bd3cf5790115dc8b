using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Gaps;

/// <summary>How events that no webhook brought are looked for, for accounts with an API key. Section <c>Signalbox:Gaps</c>.</summary>
internal sealed class GapOptions
{
    /// <summary>Whether they are looked for at all.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How often a provider's list of events is compared with the journal, by one process for all.</summary>
    /// <value>From 100 ms to 1 day. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How old an event must be to be missed; the webhook of a younger one is on its way.</summary>
    /// <value>From 1 second to 1 hour. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lag { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How much of what was compared before is compared again, for events that the provider lists late.</summary>
    /// <value>From 0 to 1 day. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far back the first search of an account goes, at least; if the newest event that the journal had of the account that long before this
    /// process started is older, from there on. Never further than the provider lists events (30 days), or event ids are kept.
    /// </summary>
    /// <value>From 0 to 30 days. Default 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan LookBack { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Which types of events are missed if no webhook brings them, with commas between them; with a <c>*</c> at its end all that begin so. For
    /// webhook endpoints that are sent only some: without it every other event would be found, and appended.
    /// </summary>
    /// <value>For example <c>customer.*,invoice.paid</c>. Default empty: all.</value>
    [RegularExpression(@"^[a-z0-9_.]*\*?(,[a-z0-9_.]*\*?)*$")]
    public string? Types { get; set; }

    /// <summary>
    /// How long a search is its process's own after each page. A page may take longer; then another process searches too, which costs requests
    /// and nothing else.
    /// </summary>
    /// <value>From 1 second to 1 hour. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="GapOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class GapOptionsValidator : IValidateOptions<GapOptions>;
