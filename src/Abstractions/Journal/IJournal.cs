namespace Signalbox.Journal;

/// <summary>The append-only table of verified events. Safe for any number of callers at once.</summary>
public interface IJournal
{
    /// <summary>Whether the append queue has no room, so that an append would be refused at once.</summary>
    bool IsFull { get; }

    /// <summary>Appends one event, together with what else is waiting (group commit).</summary>
    /// <returns>
    /// <see cref="AppendOutcome.Appended"/> and <see cref="AppendOutcome.Duplicate"/> come back only after the event is on disk;
    /// with the other outcomes it may or may not be, and sending it again is safe.
    /// </returns>
    ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken);
}

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>The event is on disk, for the first time.</summary>
    Appended = 1,

    /// <summary>An event with this account and id was on disk before; nothing was written.</summary>
    Duplicate = 2,

    /// <summary>The append queue is full; nothing was written.</summary>
    Full = 3,

    /// <summary>The database did not answer; whether the event was written is unknown. Send it again.</summary>
    Unavailable = 4,
}
