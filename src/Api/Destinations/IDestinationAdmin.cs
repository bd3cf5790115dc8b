namespace Signalbox.Destinations;

/// <summary>The destinations, and changes to them. What was changed is on disk on return and known to this process; to others within seconds. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IDestinationAdmin
{
    /// <summary>Destinations, in the order in which they were made.</summary>
    /// <param name="tenant">Only this tenant's; <c>-</c>: those of no tenant, <c>*</c>: everybody's; <see langword="null"/>: all.</param>
    /// <param name="after">Those with a greater number.</param>
    /// <param name="count">The most to read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<DestinationView>> ListAsync(string? tenant, int after, int count, CancellationToken cancellationToken);

    /// <summary>One destination; <see langword="null"/> if there is none of this id.</summary>
    Task<DestinationView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes a destination.</summary>
    Task<DestinationChange> CreateAsync(DestinationForm form, IReadOnlyList<KeyValuePair<string, string>> headers, string secret, CancellationToken cancellationToken);

    /// <summary>Changes a destination.</summary>
    /// <param name="id">Which.</param>
    /// <param name="edit">What it is afterwards, from what it was. May be called when somebody else's change has just been made.</param>
    /// <param name="headers">The headers from now on; <see langword="null"/>: as they are.</param>
    /// <param name="isEnabled">Whether deliveries are made; <see langword="null"/>: as it is. Enabling begins to count anew how long it has been failing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DestinationChange> ChangeAsync(
        string id, Func<DestinationForm, DestinationForm> edit, IReadOnlyList<KeyValuePair<string, string>>? headers, bool? isEnabled, CancellationToken cancellationToken);

    /// <summary>Deletes a destination with its secrets and what waits for it.</summary>
    Task<DestinationChange> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds a secret, or makes one that is known sign for good again. The others go on signing for a while.</summary>
    /// <param name="id">The destination.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="expireOthersAfter">For how long; <see langword="null"/>: for good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DestinationChange> AddSecretAsync(string id, string secret, TimeSpan? expireOthersAfter, CancellationToken cancellationToken);

    /// <summary>Retires a secret at once.</summary>
    Task<DestinationChange> RetireSecretAsync(string id, string fingerprint, CancellationToken cancellationToken);
}

/// <summary>What became of a change.</summary>
/// <param name="Outcome">Whether it was made.</param>
/// <param name="Destination">The destination after it; for a deleted one as it was.</param>
internal sealed record DestinationChange(DestinationOutcome Outcome, DestinationView? Destination = null);

/// <summary>Whether a change was made, and why not.</summary>
internal enum DestinationOutcome
{
    /// <summary>It is made.</summary>
    Done = 1,

    /// <summary>There is no such destination.</summary>
    Unknown = 2,

    /// <summary>It has this secret, and nothing would change.</summary>
    SecretKnown = 3,

    /// <summary>It has no such secret.</summary>
    UnknownSecret = 4,

    /// <summary>It would have no secret left.</summary>
    LastSecret = 5,

    /// <summary>There are as many destinations, or secrets of this one, as there may be.</summary>
    TooMany = 6,
}
