namespace Signalbox.Calls;

/// <summary>The rows of the rate limits. Safe for any number of callers and processes at once.</summary>
internal interface IRateLimitStore
{
    /// <summary>Reads a limit's row.</summary>
    /// <param name="name">The limit, <c>{account}/{limit class}</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<RateRow> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes the budget if the row is still as it was read.</summary>
    /// <returns>Whether it was; otherwise nothing is written.</returns>
    Task<bool> SwapAsync(string name, RateRow read, RateBudget budget, CancellationToken cancellationToken);

    /// <summary>Writes the throttle if it is still as it was read. On return it is on disk.</summary>
    /// <returns>Whether it was; otherwise nothing is written.</returns>
    Task<bool> SwapThrottleAsync(string name, RateRow read, Throttle throttle, CancellationToken cancellationToken);

    /// <summary>Keeps since when nearly all of a limit has been used: the first of several moments, until it is over.</summary>
    /// <param name="name">The limit.</param>
    /// <param name="since">Since when; <see langword="null"/>: it is over.</param>
    /// <param name="cancellationToken">Stops the writing; whether it is written is then unknown.</param>
    Task NoteUsageAsync(string name, DateTimeOffset? since, CancellationToken cancellationToken);
}

/// <summary>A rate limit's row as it was read.</summary>
/// <param name="Version">What the row is compared by; 0 if there is none.</param>
/// <param name="Budget">The budget; <see langword="null"/> if there is no row.</param>
/// <param name="WasLost">Whether there has been a row that a crash of the database took away.</param>
/// <param name="Throttle">What the provider's refusals left.</param>
/// <param name="Now">The database's clock, not later than the row was read.</param>
/// <param name="NearlyUsedUpSince">Since when nearly all has been used; <see langword="null"/> if it is not.</param>
internal sealed record RateRow(
    long Version, RateBudget? Budget, bool WasLost, Throttle Throttle, DateTimeOffset Now, DateTimeOffset? NearlyUsedUpSince = null)
{
    /// <summary>The budget to decide on.</summary>
    internal RateBudget BudgetOf(CallLimit limit) => Budget ?? (WasLost ? RateBudget.Spent(limit, Now) : RateBudget.Untouched(limit, Now));
}
