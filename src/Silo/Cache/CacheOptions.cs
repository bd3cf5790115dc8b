using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Cache;

/// <summary>The cache of objects as their provider has them, in the memory of each process with grains. Section <c>Signalbox:Cache</c>.</summary>
internal sealed class CacheOptions
{
    /// <summary>The most objects; the least recently used goes first.</summary>
    /// <value>From 1 to 10,000,000. Default 10,000.</value>
    [Range(1, 10_000_000)]
    public int MostEntries { get; set; } = 10_000;

    /// <summary>The most memory, in bytes, with what an entry takes beside its JSON; a larger object is not cached.</summary>
    /// <value>From 1,024 to 68,719,476,736. Default 67,108,864.</value>
    [Range(1L << 10, 1L << 36)]
    public long MostBytes { get; set; } = 64L << 20;

    /// <summary>How long an entry is served without looking whether something was signalled about its object since the last look.</summary>
    /// <value>From 0 (look each time: one row by primary key) to 1 minute. Default 0.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan TrustFor { get; set; } = TimeSpan.Zero;

    /// <summary>How old an entry may be, counted from the call that brought it, to be served while the provider cannot be asked.</summary>
    /// <value>From 0 (never) to 7 days. Default 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan MostStale { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Checks <see cref="CacheOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class CacheOptionsValidator : IValidateOptions<CacheOptions>;
