namespace Signalbox.Journal;

/// <summary>Writes batches of events. One caller at a time.</summary>
internal interface IJournalStore
{
    /// <summary>Appends the events in one transaction. On return what is new is on disk.</summary>
    /// <param name="batch">Events with distinct (account, event id).</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is then unknown.</param>
    /// <returns>For each event its place, or <see langword="null"/> if it was known already.</returns>
    /// <exception cref="Npgsql.NpgsqlException">Nothing is known of the outcome, or the batch was refused.</exception>
    Task<AppendedAt?[]> AppendAsync(IReadOnlyList<IncomingEvent> batch, CancellationToken cancellationToken);
}

/// <summary>Where an event was put.</summary>
internal readonly record struct AppendedAt(long Position, long Version);
