using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>What a grain reads of its stream, and how it records that it got stuck. Safe for concurrent use.</summary>
internal interface IStreamStore
{
    /// <summary>The stream's cursor, what holds it up if anything does, and the first entries behind the cursor.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="entries">The most entries; fewer come back once they have <see cref="EntryInbox.MostBytes"/> of payload, though at least one.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<StreamPosition> LoadAsync(string stream, int entries, CancellationToken cancellationToken);

    /// <summary>One entry, or <see langword="null"/> if the journal does not hold it (any more).</summary>
    Task<JournalEntry?> ReadEntryAsync(string stream, long version, CancellationToken cancellationToken);

    /// <summary>
    /// The applied entries of a stream with this time by the provider's clock, oldest first; at most <paramref name="limit"/>. Not those that
    /// were given up on.
    /// </summary>
    Task<IReadOnlyList<JournalEntry>> ReadAppliedOfSecondAsync(string stream, long occurredAt, long applied, int limit, CancellationToken cancellationToken);

    /// <summary>Applied entries of a stream, in version order, without those that were given up on; fewer come back once they have <see cref="EntryInbox.MostBytes"/> of payload, though at least one.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="after">Begins behind this version.</param>
    /// <param name="applied">Ends with this version.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<JournalEntry>> ReadAppliedAsync(string stream, long after, long applied, int limit, CancellationToken cancellationToken);

    /// <summary>The first version of the stream that the journal still holds; 0 if it holds none.</summary>
    Task<long> FirstVersionAsync(string stream, CancellationToken cancellationToken);

    /// <summary>How fresh the stored copies of these objects are; objects without a row are missing from the answer.</summary>
    Task<IReadOnlyDictionary<ObjectKey, ObjectVersion>> ReadVersionsAsync(string account, IReadOnlyList<ObjectKey> keys, CancellationToken cancellationToken);

    /// <summary>Records that the stream waits for another attempt at an event. On return it is durable.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="failure">What failed.</param>
    /// <param name="wait">When to try again, counted from now by the database's clock.</param>
    /// <param name="cancellationToken">Stops waiting; the outcome is then unknown.</param>
    Task StallAsync(string stream, ApplyFailure failure, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Removes the stall; if entries have been passed over because of it, asks for a wake-up instead.</summary>
    Task ClearStallAsync(string stream, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up on an event: records the dead letter and, in the same transaction, either moves the cursor past it or holds the stream.
    /// </summary>
    /// <returns><see langword="false"/> if the cursor was not at the event before: nothing was written.</returns>
    Task<bool> GiveUpAsync(JournalEntry entry, ApplyFailure failure, bool hold, CancellationToken cancellationToken);

    /// <summary>Whether an event's dead letter was replayed or discarded already.</summary>
    Task<bool> IsResolvedAsync(string stream, long version, CancellationToken cancellationToken);

    /// <summary>Closes the open dead letter of an event, if there is one.</summary>
    Task ResolveDeadLetterAsync(string stream, long version, DeadLetterStatus status, CancellationToken cancellationToken);

    /// <summary>Records that an event could not be applied, for its history only. An attempt of a replay at what was applied before is number 0.</summary>
    Task NoteFaultAsync(string stream, ApplyFailure failure, CancellationToken cancellationToken);

    /// <summary>Records a further failure on the open dead letter of an event.</summary>
    Task FailDeadLetterAsync(string stream, long version, string error, CancellationToken cancellationToken);
}

/// <summary>Where a stream stands.</summary>
/// <param name="Applied">The cursor.</param>
/// <param name="Stall">What holds the stream up; <see langword="null"/> if nothing does.</param>
/// <param name="Entries">The first entries behind the cursor, in version order.</param>
internal sealed record StreamPosition(long Applied, Stall? Stall, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>Whether a reading of at most so many entries may have left some unread.</summary>
    internal bool IsCutAt(int entries) => Entries.Count >= entries || Entries.Sum(static e => (long)e.Payload.Length) >= EntryInbox.MostBytes;
}

/// <summary>An event that could not be applied.</summary>
/// <param name="Version">Its version in the stream.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">What the last attempt failed with.</param>
internal sealed record ApplyFailure(long Version, int Attempts, string Error);

/// <summary>Why a stream does not move.</summary>
/// <param name="Failure">What failed.</param>
/// <param name="IsDue">Whether it is time to try again, by the database's clock; never, while the stream is held.</param>
/// <param name="IsHeld">Whether the stream waits until somebody replays or discards the event.</param>
internal sealed record Stall(ApplyFailure Failure, bool IsDue, bool IsHeld);

/// <summary>What became of a dead letter.</summary>
internal enum DeadLetterStatus
{
    Open = 1,
    Replayed = 2,
    Discarded = 3,
}
