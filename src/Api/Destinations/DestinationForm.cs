namespace Signalbox.Destinations;

/// <summary>What is configured of a destination, but for its state, headers and secrets.</summary>
internal sealed record DestinationForm
{
    internal const string Active = "active";
    internal const string Disabled = "disabled";
    internal const string ByEntity = "entity";
    internal const string ByDestination = "destination";
    internal const string ByNothing = "none";
    internal const string GoOn = "go_on";
    internal const string Hold = "hold";
    internal const string Full = "full";
    internal const string Thin = "thin";

    /// <summary>The waits of the usual schedule: what <see cref="RetryWaits"/> is if nothing is said.</summary>
    internal static readonly IReadOnlyList<TimeSpan> UsualWaits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    /// <summary>Whose events; null: those of no tenant; <c>*</c>: everybody's.</summary>
    public string? Tenant { get; init; }

    /// <summary>Where to.</summary>
    public required string Url { get; init; }

    /// <summary>For people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Patterns of types; none: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Names of sources; none: all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>What must be in the body: an object of JSON pointers and accepted values, as JSON.</summary>
    public string Fields { get; init; } = "{}";

    /// <summary>entity, destination or none.</summary>
    public string Ordered { get; init; } = ByEntity;

    /// <summary>go_on or hold.</summary>
    public string DeadLetters { get; init; } = GoOn;

    /// <summary>full or thin.</summary>
    public string Payload { get; init; } = Full;

    /// <summary>Requests a second; null: no limit.</summary>
    public int? Rate { get; init; }

    /// <summary>Requests in flight.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>The waits before the second attempt, the third and so on; whole seconds.</summary>
    public IReadOnlyList<TimeSpan> RetryWaits { get; init; } = UsualWaits;

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it may fail without a success before it is disabled; null: for ever.</summary>
    public TimeSpan? DisableAfter { get; init; } = TimeSpan.FromDays(5);
}
