using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>What a grain wants committed: its cursor moved, and with it, in the same transaction, the rows.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="From">The cursor as the grain knows it; if the stored one differs, nothing is written.</param>
/// <param name="To">The cursor to be; equal to <paramref name="From"/> when an event is applied again.</param>
/// <param name="Rows">The rows to write, each object at most once.</param>
internal sealed record StreamCommit(string Stream, long From, long To, IReadOnlyList<ProjectionRow> Rows)
{
    /// <summary>
    /// The objects that the events are about, where the account's objects can be read: each becomes provisional, even if its row is fresher
    /// than the events' copies. Each object at most once.
    /// </summary>
    internal IReadOnlyList<ObjectSignal> Signals { get; init; } = [];

    /// <summary>What the events say of rows that are merged; of one row as many as there are events about it.</summary>
    internal IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Events at or before the cursor that are applied once more; those behind it, up to <see cref="To"/>, are applied for the first time.</summary>
    internal IReadOnlyList<JournalEntry> Again { get; init; } = [];

    /// <summary>
    /// What leaves, in the order of the stream: the events that are applied for the first time; others only if somebody asked for it. Written
    /// into the outbox, with the deliveries to whom they concern.
    /// </summary>
    internal IReadOnlyList<LeavingEvent> Leaving { get; init; } = [];

    /// <summary>
    /// Objects whose rows are replaced by those of <see cref="Rows"/> although they may be as fresh, as far as the rows are this stream's and
    /// no answer of the provider's API.
    /// </summary>
    internal IReadOnlyList<ObjectKey> Replaced { get; init; } = [];
}

/// <summary>That an object changed.</summary>
/// <param name="Stream">The stream whose event says so.</param>
/// <param name="Key">The object.</param>
/// <param name="Copy">The event's copy of it, as <see cref="CompactJson"/>; <see langword="null"/> if there are several.</param>
internal sealed record ObjectSignal(StreamKey Stream, ObjectKey Key, string? Copy);

/// <summary>An event that leaves.</summary>
/// <param name="Position">Its position in the journal.</param>
/// <param name="To">The destinations that want it.</param>
internal sealed record LeavingEvent(long Position, IReadOnlyList<DeliveryRoute> To);

/// <summary>A destination that wants an event.</summary>
/// <param name="Destination">Its number.</param>
/// <param name="Key">What keeps the order: deliveries of one key wait for each other; <see langword="null"/>: for nothing.</param>
internal readonly record struct DeliveryRoute(int Destination, long? Key);

/// <summary>What became of a commit.</summary>
internal abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>Cursor and rows are written.</summary>
    internal sealed record Committed : CommitOutcome
    {
        internal static readonly Committed Instance = new();
    }

    /// <summary>The cursor was not where the grain thought: another activation moved it. Nothing was written.</summary>
    internal sealed record Fenced : CommitOutcome
    {
        internal static readonly Fenced Instance = new();
    }

    /// <summary>The database refused the rows for what they hold; repeating will hardly help. Nothing was written.</summary>
    internal sealed record Refused(string Reason) : CommitOutcome;

    /// <summary>The database did not answer; whether anything was written is unknown.</summary>
    internal sealed record Unknown(string Reason) : CommitOutcome;
}

/// <summary>Groups the commits of many grains into one transaction. Any number of callers at once, one commit a stream at a time.</summary>
internal interface ICommitter
{
    /// <summary>Commits, together with whatever else is waiting.</summary>
    Task<CommitOutcome> CommitAsync(StreamCommit commit);
}
