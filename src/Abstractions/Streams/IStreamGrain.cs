using Orleans.Concurrency;
using Signalbox.Journal;
using Signalbox.Operations;
using Signalbox.Reads;

namespace Signalbox.Streams;

/// <summary>
/// Applies the events of one stream in version order. The grain's key is the stream's key. Nothing depends on a call arriving, on there
/// being one activation, or on the order of calls: what is applied is decided by a compare-and-swap on the stream's cursor in the database.
/// </summary>
[Alias("signalbox.stream.v1")]
public interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>Hands over entries that have just been appended. Returns without waiting for them to be applied.</summary>
    /// <param name="entries">Entries of this stream in version order; at most one append batch.</param>
    // Interleaves: it only adds to the pending entries, or becomes the one pump that applies them, so that what arrives
    // during a commit is folded into the next one.
    [OneWay, AlwaysInterleave, Alias("Offer")]
    Task OfferAsync(IReadOnlyList<JournalEntry> entries);

    /// <summary>Makes the grain look for entries that it has not been handed: after a crash, or when a retry is due.</summary>
    // Interleaves for the same reason as OfferAsync.
    [OneWay, AlwaysInterleave, Alias("Wake")]
    Task WakeAsync();

    /// <summary>Applies one event again that was given up on. On return the outcome is on disk.</summary>
    /// <param name="version">The event's version in this stream.</param>
    /// <param name="cancellationToken">Stops waiting; the outcome is then unknown.</param>
    [Alias("Replay")]
    Task<ReplayOutcome> ReplayAsync(long version, CancellationToken cancellationToken);

    /// <summary>Moves the cursor past an event that holds the stream, without applying it. On return the outcome is on disk.</summary>
    /// <param name="version">The event's version in this stream.</param>
    /// <param name="cancellationToken">Stops waiting; the outcome is then unknown.</param>
    [Alias("Skip")]
    Task<ReplayOutcome> SkipAsync(long version, CancellationToken cancellationToken);

    /// <summary>
    /// Applies events once more, in the stream's turn: the cursor stays, the rows' freshness decides, and what the rows show already is not
    /// written again. On return what was to be written is on disk, or as good as it is after any commit.
    /// </summary>
    /// <param name="request">The events.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn; what has begun is carried through.</param>
    // Interleaves: it waits for its turn as replays and pump steps do.
    [AlwaysInterleave, ResponseTimeout("00:05:00"), Alias("Reapply")]
    Task<ReapplyReport> ReapplyAsync(ReapplyRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Computes the rows of the stream from its events in the journal and writes them, whatever the rows hold now. What the journal cannot
    /// tell stays, and is read from the provider if that can be. Safe to repeat.
    /// </summary>
    /// <param name="cancellationToken">Stops between two pages or commits; what is written by then stays.</param>
    // Interleaves: it reads without the turn, and takes it to write.
    [AlwaysInterleave, ResponseTimeout("00:05:00"), Alias("Rebuild")]
    Task<RebuildReport> RebuildAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Asks a provider for something about this stream's entity, in the stream's turn: no event of the stream is applied meanwhile, and no other
    /// operation on it is under way. Events wait for one operation at most.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="patience">How long it may wait for its turn; after that nothing is sent.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn; an attempt that has begun is carried through.</param>
    // Interleaves: it waits for its turn as replays and pump steps do.
    [AlwaysInterleave, ResponseTimeout("00:21:00"), Alias("Operate")]
    Task<OperationResult> OperateAsync(OperationAttempt attempt, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Reads objects of the stream from the provider and keeps what it answers. On return that is on disk.</summary>
    /// <param name="request">Which, and for whom.</param>
    /// <param name="cancellationToken">Ends it; what is not read then counts as refused.</param>
    // Interleaves: a read may take seconds and changes nothing that the grain remembers; what it writes, the row's revision guards.
    [AlwaysInterleave, Alias("Refresh")]
    Task<RefreshReport> RefreshAsync(RefreshRequest request, CancellationToken cancellationToken);
}

/// <summary>What became of a replayed or skipped event.</summary>
public enum ReplayOutcome
{
    /// <summary>It is done: the event has been applied, or passed over.</summary>
    Done = 1,

    /// <summary>Applying it failed again; the dead letter stays open, with the new error.</summary>
    Failed = 2,

    /// <summary>The journal no longer holds such an event.</summary>
    NotFound = 3,

    /// <summary>Somebody has replayed or discarded it meanwhile; nothing was done.</summary>
    Resolved = 4,
}
