namespace Signalbox.Backfills;

/// <summary>Backfills as rows: what a process needs to carry one out. Safe for any number of callers and processes at once.</summary>
internal interface IBackfillStore
{
    /// <summary>Takes a backfill of one of these accounts that nobody is at; for so long nobody else takes it.</summary>
    /// <returns><see langword="null"/> if there is none.</returns>
    Task<BackfillWork?> ClaimAsync(IReadOnlyList<string> accounts, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Records a page that was kept, and goes on with the backfill for so long.</summary>
    /// <param name="work">The backfill, as it was taken.</param>
    /// <param name="step">The page.</param>
    /// <param name="lease">How long nobody else may take it.</param>
    /// <param name="cancellationToken">Stops waiting; whether it is recorded is then unknown.</param>
    /// <returns><see langword="false"/> if it is no longer the caller's: it was cancelled, or another process has taken it.</returns>
    Task<bool> RecordAsync(BackfillWork work, BackfillStep step, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a backfill all kinds of which are done.</summary>
    Task FinishAsync(BackfillWork work, CancellationToken cancellationToken);

    /// <summary>Leaves a backfill to whoever takes it next.</summary>
    Task LeaveAsync(BackfillWork work, CancellationToken cancellationToken);

    /// <summary>Leaves a backfill alone for a while, to go on from where it is.</summary>
    Task PostponeAsync(BackfillWork work, string fault, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>A backfill that a process has taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">Whose objects are read.</param>
/// <param name="Attempt">What tells this taking from later ones.</param>
/// <param name="Kinds">What is left to read, in order.</param>
internal sealed record BackfillWork(string Id, string Account, int Attempt, IReadOnlyList<BackfillCursor> Kinds);

/// <summary>Where to go on with a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Cursor">The id of the last object of the last page; <see langword="null"/>: at the beginning.</param>
internal sealed record BackfillCursor(string Kind, string? Cursor);

/// <summary>A page that was kept, or that there is not.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Cursor">Where the next page begins; <see langword="null"/>: at the beginning.</param>
/// <param name="Read">How many objects it had.</param>
/// <param name="Kept">How many of them were written.</param>
/// <param name="IsLast">Whether the kind is done.</param>
/// <param name="Fault">Why the kind is done although not all of it could be read; <see langword="null"/> otherwise.</param>
internal sealed record BackfillStep(string Kind, string? Cursor, int Read, int Kept, bool IsLast, string? Fault = null);
