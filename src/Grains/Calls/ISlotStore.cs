namespace Signalbox.Calls;

/// <summary>The rows of the concurrency limits. Safe for any number of callers and processes at once.</summary>
internal interface ISlotStore
{
    /// <summary>Reads who holds slots of a limit.</summary>
    /// <param name="name">The limit, <c>{account}/{limit class}</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<SlotRow> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes who holds them if the row is still as it was read. On return it is on disk.</summary>
    /// <returns>Whether it was; otherwise nothing is written.</returns>
    Task<bool> SwapAsync(string name, SlotRow read, IReadOnlyList<SlotHolding> holdings, CancellationToken cancellationToken);
}

/// <summary>A concurrency limit's row as it was read.</summary>
/// <param name="Version">What the row is compared by; 0 if there is none.</param>
/// <param name="Holdings">Who holds how many.</param>
/// <param name="Now">The database's clock, not later than the row was read.</param>
internal sealed record SlotRow(long Version, IReadOnlyList<SlotHolding> Holdings, DateTimeOffset Now);

/// <summary>What one process holds of a concurrency limit.</summary>
/// <param name="Holder">The process.</param>
/// <param name="Slots">How many requests it may have in flight; 0 or more.</param>
/// <param name="Wanted">How many it could use.</param>
/// <param name="Since">Since when it has held any, or waited for the first.</param>
/// <param name="Until">When its lease ends, by the database's clock.</param>
internal sealed record SlotHolding(string Holder, int Slots, int Wanted, DateTimeOffset Since, DateTimeOffset Until);
