using System.Net;

namespace Signalbox.Ingress;

/// <summary>One configured use of a provider, from the settings or made by the API. Immutable.</summary>
/// <param name="Name">1 to 63 characters of a–z, 0–9, '-' and '_'. The source in <c>/ingest/{source}</c> and the first part of its stream keys.</param>
/// <param name="Provider">The provider's name in lower case, for example <c>stripe</c>.</param>
/// <param name="Secrets">The webhook secrets without an end: one, or more while one is replaced by another. Never to be logged.</param>
/// <param name="DeadLetters">What becomes of a stream whose next event was given up on.</param>
public sealed record Account(string Name, string Provider, IReadOnlyList<string> Secrets, DeadLetterPolicy DeadLetters)
{
    /// <summary>Secrets that others have replaced, accepted up to a time of their own. None of them is in <see cref="Secrets"/>.</summary>
    public IReadOnlyList<ExpiringSecret> Expiring { get; init; } = [];

    /// <summary>Up to when it has stored secrets that do not open; in the past: none. They are neither in <see cref="Secrets"/> nor in <see cref="Expiring"/>.</summary>
    public DateTimeOffset UnopenedUntil { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Whether its webhooks are taken.</summary>
    public SourceState State { get; init; } = SourceState.Active;

    /// <summary>The networks that its webhooks may come from; empty: any.</summary>
    public IReadOnlyList<IPNetwork> AllowFrom { get; init; } = [];

    /// <summary>The URL that the provider was told, without a query, if it is not the one that this server sees; it wins over forwarded headers.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Names the account; leaves out its secrets.</summary>
    public override string ToString() => $"{Name} ({Provider})";
}

/// <summary>A secret that is accepted up to a time.</summary>
/// <param name="Value">The secret. Never to be logged.</param>
/// <param name="ExpiresAt">The moment from which on it is not accepted any more.</param>
public sealed record ExpiringSecret(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>Leaves out the secret.</summary>
    public override string ToString() => $"ExpiringSecret({ExpiresAt:O})";
}

/// <summary>Whether a source takes webhooks. What was taken before is applied and shown in any state.</summary>
public enum SourceState
{
    /// <summary>It does.</summary>
    Active = 1,

    /// <summary>It does not for now, and no missed events are looked for; its API key goes on working.</summary>
    Disabled = 2,

    /// <summary>It is gone: only its events are left.</summary>
    Deleted = 3,
}

/// <summary>What becomes of a stream whose next event was given up on.</summary>
public enum DeadLetterPolicy
{
    /// <summary>The event is set aside as a dead letter and the stream goes on with the next one.</summary>
    GoOn = 1,

    /// <summary>The stream stays held until somebody replays or discards the dead letter.</summary>
    Hold = 2,
}
