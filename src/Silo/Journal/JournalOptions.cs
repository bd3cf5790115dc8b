using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.Journal;

/// <summary>How appends are grouped and bounded, and how long the journal is kept. Section <c>Signalbox:Journal</c>.</summary>
internal sealed class JournalOptions
{
    /// <summary>The most events that may wait for their append, over all writers, each of which has an equal share; the next one is refused with 503.</summary>
    /// <value>From 1 to 1,000,000. Default 8,192.</value>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 8_192;

    /// <summary>The most bytes of payload that may wait for their append, shared likewise.</summary>
    /// <value>From 1 MiB to 4 GiB. Default 64 MiB.</value>
    [Range(1L << 20, 1L << 32)]
    public long QueueBytes { get; set; } = 64L << 20;

    /// <summary>
    /// How many appends are under way at once, each on a connection and a thread of its own, so that one works while another waits for the disk.
    /// A stream's events all go through the same one.
    /// </summary>
    /// <value>From 1 to 16. Default 2.</value>
    [Range(1, 16)]
    public int Writers { get; set; } = 2;

    /// <summary>The most events appended in one transaction.</summary>
    /// <value>From 1 to 4,096. Default 512.</value>
    [Range(1, 4_096)]
    public int BatchSize { get; set; } = 512;

    /// <summary>The most bytes of payload appended in one transaction; a single event may be larger.</summary>
    /// <value>From 64 KiB to 64 MiB. Default 8 MiB.</value>
    [Range(64L << 10, 64L << 20)]
    public long BatchBytes { get; set; } = 8L << 20;

    /// <summary>How old the oldest waiting event may get before its batch is sent although it is not full.</summary>
    /// <value>From 0 to 100 ms. Default 1 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.100")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long events are kept, counted from their arrival; whole weekly partitions are dropped.</summary>
    /// <value>From 7 to 3,650 days. Default 90 days.</value>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long event ids are kept to recognise duplicates. Stripe retries for 3 days and lets a person resend for 30.</summary>
    /// <value>From 7 to 3,650 days. Default 45 days.</value>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00")]
    public TimeSpan EventIdRetention { get; set; } = TimeSpan.FromDays(45);

    /// <summary>How long attempts of deliveries are kept; whole days are dropped.</summary>
    /// <value>From 1 to 3,650 days. Default 30 days.</value>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan AttemptRetention { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>Checks <see cref="JournalOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class JournalOptionsValidator : IValidateOptions<JournalOptions>;
