namespace Signalbox.Journal;

/// <summary>What was recorded of an event's way besides itself.</summary>
/// <param name="Faults">Attempts to apply it that failed; the latest hundred, the latest first.</param>
/// <param name="Letter">Its dead letter; null if it never was given up on.</param>
/// <param name="DueAt">When it is tried again; null if it need not be.</param>
/// <param name="Replays">Replays that have come by it; the latest twenty, the latest first.</param>
internal sealed record EventRecords(IReadOnlyList<EventFault> Faults, EventLetter? Letter, DateTime? DueAt, IReadOnlyList<EventReplay> Replays);

/// <summary>A failed attempt; 0 is that of a replay, at an event that was applied before.</summary>
internal sealed record EventFault(int Attempt, string Error, DateTime At);

/// <summary>A dead letter: when the event was given up on, and what became of that.</summary>
internal sealed record EventLetter(DateTime CreatedAt, string Status, DateTime? ResolvedAt);

/// <summary>A replay.</summary>
internal sealed record EventReplay(string Id, DateTime CreatedAt, bool Effects);
