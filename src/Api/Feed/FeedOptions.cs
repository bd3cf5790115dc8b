using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Feed;

/// <summary>The live feed's bounds. Section <c>Signalbox:Feed</c>.</summary>
internal sealed class FeedOptions
{
    /// <summary>The most readers of a process; the next one is refused with 503.</summary>
    /// <value>From 1 to 100,000. Default 2,000.</value>
    [Range(1, 100_000)]
    public int MostReaders { get; set; } = 2_000;

    /// <summary>How many of the last events are kept in memory for all readers together. A reader that falls behind them is closed.</summary>
    /// <value>From 16 to 1,000,000. Default 4,096.</value>
    [Range(16, 1_000_000)]
    public int RecentEvents { get; set; } = 4_096;

    /// <summary>The most memory that these may take, in bytes; the newest one is kept whatever its size.</summary>
    /// <value>From 1 MiB to 16 GiB. Default 64 MiB, which holds about 32 MiB of bodies.</value>
    [Range(1L << 20, 16L << 30)]
    public long RecentBytes { get; set; } = 64L << 20;

    /// <summary>How long one write may take before its reader is cut off.</summary>
    /// <value>From 100 ms to 10 minutes. Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a reader gets a sign of life. Proxies close connections on which nothing comes for some 60 seconds.</summary>
    /// <value>From 100 ms to 10 minutes. Default 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The web pages that may read the feed from another origin, such as <c>https://app.example</c>, with commas between them; <c>*</c>: any.</summary>
    /// <value>Default: none.</value>
    public string? AllowedOrigins { get; set; }
}

/// <summary>Checks <see cref="FeedOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class FeedOptionsValidator : IValidateOptions<FeedOptions>;
