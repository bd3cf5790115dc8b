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
}

/// <summary>That an object changed.</summary>
/// <param name="Stream">The stream whose event says so.</param>
/// <param name="Key">The object.</param>
/// <param name="Copy">The event's copy of it, as <see cref="CompactJson"/>; <see langword="null"/> if there are several.</param>
internal sealed record ObjectSignal(StreamKey Stream, ObjectKey Key, string? Copy);

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
