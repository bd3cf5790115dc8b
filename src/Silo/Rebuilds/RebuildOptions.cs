using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Rebuilds;

/// <summary>How rebuilds are carried out, and how much they leave to live traffic. Section <c>Signalbox:Rebuilds</c>.</summary>
internal sealed class RebuildOptions
{
    /// <summary>How often a rebuild is looked for that nobody is at: a new one, or that of a process that died.</summary>
    /// <value>From 50 ms to 10 minutes. Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a rebuild is its process's own after each part; then another may go on with it. Must be longer than comparing the largest table takes.</summary>
    /// <value>From 1 second to 1 day. Default 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait after a part that failed, or that could not get its locks.</summary>
    /// <value>From 10 ms to 1 hour. Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often in a row a part may fail before the rebuild is given up.</summary>
    /// <value>From 1 to 1,000. Default 10.</value>
    [Range(1, 1_000)]
    public int Attempts { get; set; } = 10;

    /// <summary>The most events that are applied to the new tables in one transaction.</summary>
    /// <value>From 1 to 10,000. Default 2,000.</value>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 2_000;

    /// <summary>The part of the time that a rebuild works; for the rest of it the database is left to live traffic.</summary>
    /// <value>From 0.01 to 1. Default 0.5.</value>
    [Range(0.01, 1)]
    public double Share { get; set; } = 0.5;

    /// <summary>How long a lock on a live table is waited for. Others wait behind it meanwhile; then they go first, and it is tried again.</summary>
    /// <value>From 10 ms to 10 s. Default 500 ms, which is less than PostgreSQL's deadlock_timeout.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long rebuilds that have ended are shown.</summary>
    /// <value>From 1 hour to 3,650 days. Default 90 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Checks <see cref="RebuildOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RebuildOptionsValidator : IValidateOptions<RebuildOptions>;
