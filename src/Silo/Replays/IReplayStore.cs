using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Replays;

/// <summary>Replays as rows: what a process needs to carry one out. Safe for any number of callers and processes at once.</summary>
internal interface IReplayStore
{
    /// <summary>Takes a replay that nobody is at; for so long nobody else takes it.</summary>
    /// <returns><see langword="null"/> if there is none.</returns>
    Task<ReplayWork?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Whether there is a replay that nobody is at.</summary>
    Task<bool> IsAnyWaitingAsync(CancellationToken cancellationToken);

    /// <summary>The events of the replay behind its mark, in their order.</summary>
    /// <param name="work">The replay.</param>
    /// <param name="after">Where it is.</param>
    /// <param name="limit">The most events; fewer come back of a scope that few events are in, and of large ones.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<ReplayPage> ReadAsync(ReplayWork work, ReplayMark after, int limit, CancellationToken cancellationToken);

    /// <summary>Records that a page is done, and goes on with the replay for so long.</summary>
    /// <returns><see langword="false"/> if it is no longer the caller's: it was cancelled, or another process has taken it.</returns>
    Task<bool> RecordAsync(ReplayWork work, ReplayMark end, int looked, ReapplyReport report, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a replay that has come to its end.</summary>
    Task FinishAsync(ReplayWork work, CancellationToken cancellationToken);

    /// <summary>Leaves a replay to whoever takes it next.</summary>
    Task LeaveAsync(ReplayWork work, CancellationToken cancellationToken);

    /// <summary>Forgets replays that ended longer ago than this.</summary>
    Task ForgetAsync(TimeSpan age, CancellationToken cancellationToken);

    /// <summary>Leaves a replay alone for a while, to go on from where it is.</summary>
    Task PostponeAsync(ReplayWork work, string fault, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>A replay that a process has taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Attempt">What tells this taking from later ones.</param>
/// <param name="Range">Which events.</param>
/// <param name="Effects">Whether what they cause outside may leave once more.</param>
/// <param name="Mark">Where it is.</param>
internal sealed record ReplayWork(string Id, int Attempt, ReplayRange Range, bool Effects, ReplayMark Mark);

/// <summary>The events of a replay; what is null does not matter.</summary>
/// <param name="Account">The account.</param>
/// <param name="Stream">The stream; the order is then that of its versions.</param>
/// <param name="Type">The type, or the beginning of types and a *.</param>
/// <param name="Status"><c>applied</c> or <c>dead_letter</c>.</param>
/// <param name="LastVersion">With a stream: its last version in the range.</param>
/// <param name="FromPosition">The first position.</param>
/// <param name="ToPosition">The position behind the last.</param>
internal sealed record ReplayRange(string? Account, string? Stream, string? Type, string? Status, long LastVersion, long FromPosition, long ToPosition);

/// <summary>Up to where a replay is done: a position, and with a stream a version of it.</summary>
internal readonly record struct ReplayMark(long Position, long Version);

/// <summary>A part of a replay.</summary>
/// <param name="Entries">The events.</param>
/// <param name="End">Where the next part begins.</param>
/// <param name="IsLast">Whether there is none.</param>
internal sealed record ReplayPage(IReadOnlyList<ReplayEntry> Entries, ReplayMark End, bool IsLast);

/// <summary>An event of a replay.</summary>
/// <param name="Entry">The event.</param>
/// <param name="Status">What has become of it: applied, pending or dead_letter.</param>
internal readonly record struct ReplayEntry(JournalEntry Entry, string Status);
