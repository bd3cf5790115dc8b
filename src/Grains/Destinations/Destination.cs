namespace Signalbox.Destinations;

/// <summary>Where events are forwarded to, as it is configured. Never changes: a change makes another.</summary>
internal sealed record Destination
{
    /// <summary>Its id, <c>dst_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What its deliveries are kept under.</summary>
    public required int Number { get; init; }

    /// <summary>Whose events it wants; <see langword="null"/>: those of no tenant; <c>*</c>: everybody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>Where to.</summary>
    public required Uri Url { get; init; }

    /// <summary>Which events.</summary>
    public required EventMatch Match { get; init; }

    /// <summary>Whether deliveries are made at all. None is made while it is disabled; those made before wait.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>What waits for what.</summary>
    public DeliveryOrder Order { get; init; } = DeliveryOrder.Entity;

    /// <summary>Whether an event that was given up on holds what its order makes wait, until somebody sends it again or discards it.</summary>
    public bool HoldsOnDeadLetter { get; init; }

    /// <summary>Whether the body is a description of the event with a link, and not the event's.</summary>
    public bool IsThin { get; init; }

    /// <summary>The most requests a second; <see langword="null"/>: no limit.</summary>
    public int? Rate { get; init; }

    /// <summary>The most requests in flight, from 1 to 100.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>When a failed delivery is tried again.</summary>
    public RetrySchedule Retry { get; init; } = RetrySchedule.Default;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it may fail without a success before it is disabled; <see langword="null"/>: for ever.</summary>
    public TimeSpan? DisableAfter { get; init; }

    /// <summary>Headers that are added to each request, in their order. May hold credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What requests are signed with, oldest first: each makes a signature.</summary>
    public IReadOnlyList<SigningSecret> Secrets { get; init; } = [];
}

/// <summary>A secret that requests to a destination are signed with.</summary>
/// <param name="Value"><c>whsec_…</c> for <c>v1</c> or <c>whsk_…</c> for <c>v1a</c>.</param>
/// <param name="ExpiresAt">From when on it signs no more; <see langword="null"/>: it signs until it is retired.</param>
internal sealed record SigningSecret(string Value, DateTimeOffset? ExpiresAt);

/// <summary>What of a destination's deliveries waits for what.</summary>
internal enum DeliveryOrder
{
    /// <summary>The next event of a stream waits for the one before it.</summary>
    Entity = 1,

    /// <summary>Each event waits for the one before it.</summary>
    Destination = 2,

    /// <summary>Nothing waits.</summary>
    None = 3,
}
