namespace Signalbox.Storage;

/// <summary>What is stored, and what retention keeps.</summary>
/// <param name="DatabaseBytes">The size of the whole database.</param>
/// <param name="OldestEvent">When the oldest event of the journal entered it; null if it is empty.</param>
/// <param name="JournalDays">How long events are kept, in days.</param>
/// <param name="EventIdDays">How long event ids are kept to recognise duplicates, in days.</param>
/// <param name="Tables">Every table, the largest first; a partitioned one as a whole.</param>
/// <param name="Partitions">The weeks of the journal, of the event ids and of the outbox, and the days of the attempts of deliveries, the oldest first.</param>
/// <param name="AttemptDays">How long attempts of deliveries are kept, in days.</param>
internal sealed record StorageReport(
    long DatabaseBytes,
    DateTime? OldestEvent,
    double JournalDays,
    double EventIdDays,
    IReadOnlyList<StoredTable> Tables,
    IReadOnlyList<StoredPartition> Partitions,
    double AttemptDays);

/// <summary>A table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size on disk, with its indexes.</param>
/// <param name="Rows">About how many rows it has, as PostgreSQL counted them last.</param>
internal sealed record StoredTable(string Name, long Bytes, long Rows);

/// <summary>A week or a day of a partitioned table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Name">The partition's name.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Bytes">Its size on disk, with its indexes.</param>
/// <param name="Rows">About how many rows it has.</param>
/// <param name="IsExpired">Whether its retention has ended, so that it is dropped soon unless somebody needs it.</param>
/// <param name="KeptFor">Why it is kept although it has expired: <c>unapplied</c> events, open <c>dead_letters</c>, a <c>stalled</c> stream, a running <c>replay</c> or <c>rebuild</c>, waiting <c>deliveries</c>; null otherwise.</param>
internal sealed record StoredPartition(string Table, string Name, DateTime From, DateTime To, long Bytes, long Rows, bool IsExpired, string? KeptFor);
