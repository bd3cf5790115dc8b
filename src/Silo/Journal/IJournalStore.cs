namespace Signalbox.Journal;

/// <summary>Writes batches of events. One caller at a time.</summary>
internal interface IJournalStore : IDisposable
{
    /// <summary>Appends the events in one transaction; blocks. On return what is new is on disk.</summary>
    /// <param name="batch">Events with distinct (account, event id).</param>
    /// <returns>For each event its place, or <see langword="null"/> if it was known already.</returns>
    /// <exception cref="Npgsql.NpgsqlException">Nothing is known of the outcome, or the batch was refused.</exception>
    AppendedAt?[] Append(IReadOnlyList<IncomingEvent> batch);
}

/// <summary>Where an event was put.</summary>
internal readonly record struct AppendedAt(long Position, long Version);
