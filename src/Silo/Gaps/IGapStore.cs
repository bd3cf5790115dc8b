namespace Signalbox.Gaps;

/// <summary>How far the search for missed events is. Safe for any number of callers and processes at once.</summary>
internal interface IGapStore
{
    /// <summary>Reads an account's mark and, if a search is due, takes it: for so long nobody else does.</summary>
    /// <returns><see langword="null"/> if the account was never searched: <see cref="BeginAsync"/>.</returns>
    Task<GapMark?> ClaimAsync(string account, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Sets an account's first mark, unless it has one.</summary>
    Task BeginAsync(string account, long searchedTo, CancellationToken cancellationToken);

    /// <summary>When the newest events that the journal had of an account at some time happened (unix seconds); <see langword="null"/> if it had none lately.</summary>
    Task<long?> NewestAsync(string account, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Those of these events that the journal never had.</summary>
    Task<IReadOnlySet<string>> MissingAsync(string account, IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken);

    /// <summary>Counts what was found, and goes on with the search for so long.</summary>
    Task NoteAsync(string account, int found, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Moves the mark forward. Call after everything up to there is in the journal.</summary>
    Task MoveAsync(string account, long searchedTo, CancellationToken cancellationToken);

    /// <summary>Ends a search: the next one is due after the wait.</summary>
    /// <param name="account">The account.</param>
    /// <param name="fault">Why it did not come to its end; <see langword="null"/> if it did.</param>
    /// <param name="wait">From now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task EndAsync(string account, string? fault, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>How far an account's events are compared.</summary>
/// <param name="SearchedTo">Up to and including this second of the provider's clock (unix).</param>
/// <param name="IsClaimed">Whether the search is the caller's.</param>
/// <param name="Fault">Why the search before failed.</param>
internal sealed record GapMark(long SearchedTo, bool IsClaimed, string? Fault);
