namespace Signalbox.Backfills;

/// <summary>Reads every object that a provider lists of an account, once. Safe for any number of callers and processes at once.</summary>
internal interface IBackfills
{
    /// <summary>The accounts that can be backfilled: those with an API key of a provider that has lists.</summary>
    IReadOnlyList<string> Accounts { get; }

    /// <summary>Records a backfill; a process with grains carries it out, in the background. On disk on return.</summary>
    /// <param name="account">One of <see cref="Accounts"/>.</param>
    /// <param name="kinds">Some of <see cref="BackfillKinds.All"/>, each once, in their order.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The account's backfill that is running now, and whether it is new.</returns>
    Task<(BackfillState Backfill, bool IsNew)> StartAsync(string account, IReadOnlyList<string> kinds, CancellationToken cancellationToken);

    /// <summary>How far a backfill is; <see langword="null"/> if there is none of this id.</summary>
    Task<BackfillState?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends a backfill that is running; what it has read stays.</summary>
    /// <returns>How it is then; <see langword="null"/> if there is none of this id.</returns>
    Task<BackfillState?> CancelAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A backfill.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">Whose objects are read.</param>
/// <param name="State"><c>running</c>, <c>done</c> or <c>cancelled</c>. Done says nothing of kinds that were refused.</param>
/// <param name="Fault">Why it does not get on at the moment; it goes on by itself. Null if it does.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it was done or cancelled.</param>
/// <param name="Objects">How far it is with each kind, in the order in which they are read.</param>
internal sealed record BackfillState(
    string Id, string Account, string State, string? Fault, DateTime CreatedAt, DateTime? FinishedAt, IReadOnlyList<BackfillProgress> Objects)
{
    internal const string Running = "running";
    internal const string Done = "done";
    internal const string Cancelled = "cancelled";
}

/// <summary>How far a backfill is with one kind of object.</summary>
/// <param name="Kind">One of <see cref="BackfillKinds.All"/>.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, or <c>refused</c>: the API key may not list it.</param>
/// <param name="Read">How many the provider has listed so far.</param>
/// <param name="Kept">How many of them were written; the others were known as they are, or changed meanwhile and are read on their own.</param>
/// <param name="Fault">Why not all of it could be read; null otherwise. The backfill goes on with the other kinds.</param>
internal sealed record BackfillProgress(string Kind, string State, long Read, long Kept, string? Fault = null);
