using Signalbox.Ingress;

namespace Signalbox.Sources;

/// <summary>The sources, and changes to those that the API has made. What was changed is on disk on return and known to this process; to others within seconds. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface ISources
{
    /// <summary>Every source, by name.</summary>
    Task<IReadOnlyList<SourceView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One source; <see langword="null"/> if there is none of this name.</summary>
    Task<SourceView?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a source.</summary>
    Task<SourceChange> CreateAsync(NewSource source, CancellationToken cancellationToken);

    /// <summary>Changes what is not null.</summary>
    Task<SourceChange> ChangeAsync(string name, ChangedSource change, CancellationToken cancellationToken);

    /// <summary>Deletes a source with its secrets. Its events stay.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="force">Also if it has events that are not applied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SourceChange> DeleteAsync(string name, bool force, CancellationToken cancellationToken);

    /// <summary>Adds a secret, or makes one that is known valid for good again. The others stay valid for a while.</summary>
    /// <param name="name">The source.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="expireOthersAfter">For how long; <see langword="null"/>: for good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SourceChange> AddSecretAsync(string name, string secret, TimeSpan? expireOthersAfter, CancellationToken cancellationToken);

    /// <summary>Retires a secret at once.</summary>
    Task<SourceChange> RetireSecretAsync(string name, string fingerprint, CancellationToken cancellationToken);
}

/// <summary>A source to make.</summary>
/// <param name="Name">1 to 63 characters of a–z, 0–9, '-' and '_'.</param>
/// <param name="Provider">A known provider.</param>
/// <param name="Description">For people.</param>
/// <param name="DeadLetters">What becomes of a stream whose next event was given up on.</param>
/// <param name="Secrets">Its webhook secrets, at least one.</param>
/// <param name="ApiKey">The key for calls to the provider.</param>
internal sealed record NewSource(string Name, string Provider, string Description, DeadLetterPolicy DeadLetters, IReadOnlyList<string> Secrets, string? ApiKey)
{
    /// <summary>The networks that its webhooks may come from; empty: any.</summary>
    public IReadOnlyList<string> AllowFrom { get; init; } = [];

    /// <summary>The URL that its provider was told, if it is not the one that this server sees.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Leaves out the secrets.</summary>
    public override string ToString() => $"NewSource({Name}, {Provider})";
}

/// <summary>What to change of a source; what is null stays.</summary>
/// <param name="IsEnabled">Whether it takes webhooks.</param>
/// <param name="Description">For people.</param>
/// <param name="DeadLetters">What becomes of a stream whose next event was given up on.</param>
/// <param name="ApiKey">The key for calls to the provider; empty: none any more.</param>
internal sealed record ChangedSource(bool? IsEnabled, string? Description, DeadLetterPolicy? DeadLetters, string? ApiKey)
{
    /// <summary>The networks that its webhooks may come from; empty: any.</summary>
    public IReadOnlyList<string>? AllowFrom { get; init; }

    /// <summary>The URL that its provider was told; empty: the one that this server sees.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Leaves out the key.</summary>
    public override string ToString() => $"ChangedSource({IsEnabled}, {DeadLetters})";
}

/// <summary>What became of a change.</summary>
/// <param name="Outcome">Whether it was made.</param>
/// <param name="Source">The source after it, or as it is; <see langword="null"/> if there is none.</param>
internal sealed record SourceChange(SourceOutcome Outcome, SourceView? Source = null);

/// <summary>Whether a change was made, and why not.</summary>
internal enum SourceOutcome
{
    /// <summary>It is made.</summary>
    Done = 1,

    /// <summary>There is no such source.</summary>
    Unknown = 2,

    /// <summary>The source is in the settings.</summary>
    FromSettings = 3,

    /// <summary>There is a source of this name.</summary>
    NameTaken = 4,

    /// <summary>A deleted source of this name was another provider's, and its events are still here.</summary>
    OtherProvider = 5,

    /// <summary>It has events that are not applied.</summary>
    Unapplied = 6,

    /// <summary>It has this secret, and nothing would change.</summary>
    SecretKnown = 7,

    /// <summary>It has no such secret.</summary>
    UnknownSecret = 8,

    /// <summary>It would have no secret left.</summary>
    LastSecret = 9,

    /// <summary>There are as many sources, or secrets of this source, as there may be.</summary>
    TooMany = 10,
}
