using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Backfills;

/// <summary>How backfills are carried out. Section <c>Signalbox:Backfills</c>.</summary>
internal sealed class BackfillOptions
{
    /// <summary>How often backfills are looked for that nobody is at: new ones, and those of processes that died.</summary>
    /// <value>From 50 ms to 10 minutes. Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a backfill is its process's own after each page; then another may go on with it. Must be longer than a page can take.</summary>
    /// <value>From 1 second to 1 hour. Default 3 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The wait after a page that could not be read, unless the provider asks for a longer one.</summary>
    /// <value>From 10 ms to 1 hour. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most objects of a page.</summary>
    /// <value>From 1 to 100, Stripe's most. Default 100.</value>
    [Range(1, 100)]
    public int PageSize { get; set; } = 100;
}

/// <summary>Checks <see cref="BackfillOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class BackfillOptionsValidator : IValidateOptions<BackfillOptions>;
