using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Replays;

/// <summary>How replays are carried out, and how much they leave to live traffic. Section <c>Signalbox:Replays</c>.</summary>
internal sealed class ReplayOptions
{
    /// <summary>How often replays are looked for that nobody is at: new ones, and those of processes that died.</summary>
    /// <value>From 50 ms to 10 minutes. Default 1 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a replay is its process's own after each page; then another may go on with it. Must be longer than a page can take.</summary>
    /// <value>From 1 second to 1 hour. Default 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a replay goes on while others wait that no process is at; then it is their turn, so that a replay of one event does not wait for one of a million.</summary>
    /// <value>From 0 to 1 hour. Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Turn { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The wait after a page that could not be applied.</summary>
    /// <value>From 10 ms to 1 hour. Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most events of a page.</summary>
    /// <value>From 1 to 10,000. Default 250: live events wait for a page at most.</value>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 250;

    /// <summary>The most streams at once that apply events of a page.</summary>
    /// <value>From 1 to 256. Default 16: their commits are grouped, so that more of them cost little.</value>
    [Range(1, 256)]
    public int StreamsAtOnce { get; set; } = 16;

    /// <summary>The part of the time that a replay works; for the rest of it the database is left to live traffic.</summary>
    /// <value>From 0.01 to 1. Default 0.25.</value>
    [Range(0.01, 1)]
    public double Share { get; set; } = 0.25;

    /// <summary>The most events a second that one replay applies.</summary>
    /// <value>From 1 to 1,000,000. Default 20,000.</value>
    [Range(1, 1_000_000)]
    public int EventsPerSecond { get; set; } = 20_000;

    /// <summary>How long replays that have ended are shown.</summary>
    /// <value>From 1 hour to 3,650 days. Default 90 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Checks <see cref="ReplayOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ReplayOptionsValidator : IValidateOptions<ReplayOptions>;
