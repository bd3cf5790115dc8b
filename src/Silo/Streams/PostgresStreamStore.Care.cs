using Npgsql;
using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>How a stream that got stuck is recorded. Rare, hence one transaction each, on disk on return.</summary>
internal sealed partial class PostgresStreamStore
{
    internal const string StallUpsertSql = """
        INSERT INTO stalled_streams AS s (stream, version, attempts, error, due_at)
        VALUES ($1, $2, $3, $4, now() + $5)
        ON CONFLICT (stream) DO UPDATE
        SET    version = excluded.version, attempts = excluded.attempts, error = excluded.error, due_at = excluded.due_at, claimed_until = '-infinity',
               since = CASE WHEN s.version = excluded.version THEN s.since ELSE now() END
        """;

    internal const string HoldSql = """
        INSERT INTO stalled_streams AS s (stream, version, attempts, error, due_at)
        VALUES ($1, $2, $3, $4, NULL)
        ON CONFLICT (stream) DO UPDATE
        SET    version = excluded.version, attempts = excluded.attempts, error = excluded.error, due_at = NULL,
               since = CASE WHEN s.version = excluded.version THEN s.since ELSE now() END
        """;

    // A stream that the recovery mark has passed meanwhile (behind) is woken once more instead: the scan no longer looks there.
    internal const string ClearSql = """
        DELETE FROM stalled_streams s
        WHERE  s.stream = $1
          AND  NOT s.behind
          AND  s.version <= (SELECT c.applied FROM stream_cursors c WHERE c.stream = $1)
        """;

    internal const string WakeAgainSql = """
        UPDATE stalled_streams s
        SET    behind = false, due_at = now(), claimed_until = '-infinity'
        WHERE  s.stream = $1
          AND  s.behind
          AND  s.version <= (SELECT c.applied FROM stream_cursors c WHERE c.stream = $1)
        """;

    internal const string PassSql = """
        UPDATE stream_cursors
        SET    applied = $2, committed_by = pg_current_xact_id()
        WHERE  stream = $1
          AND  applied = $2 - 1
        """;

    internal const string LockCursorSql = """
        UPDATE stream_cursors
        SET    committed_by = pg_current_xact_id()
        WHERE  stream = $1
          AND  applied = $2 - 1
        """;

    internal const string DeadLetterSql = """
        INSERT INTO dead_letters (account, stream, version, "position", event_id, type, attempts, error)
        VALUES (split_part($1, '/', 1), $1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (stream, version) DO UPDATE
        SET    status = 'open', attempts = excluded.attempts, error = excluded.error, resolved_at = NULL
        """;

    internal const string ResolveSql = """
        UPDATE dead_letters SET status = $3, resolved_at = now() WHERE stream = $1 AND version = $2 AND status = 'open'
        """;

    internal const string IsResolvedSql = """
        SELECT EXISTS (SELECT FROM dead_letters WHERE stream = $1 AND version = $2 AND status <> 'open')
        """;

    internal const string FailAgainSql = """
        UPDATE dead_letters SET attempts = attempts + 1, error = $3 WHERE stream = $1 AND version = $2 AND status = 'open'
        """;

    // For the event's history; an error may quote what the event holds, hence not all of it.
    internal const string FaultSql = """
        INSERT INTO apply_faults (stream, version, attempt, error) VALUES ($1, $2, $3, left($4, 2000))
        """;

    internal const string FaultAgainSql = """
        INSERT INTO apply_faults (stream, version, attempt, error)
        SELECT stream, version, attempts, left(error, 2000) FROM dead_letters WHERE stream = $1 AND version = $2 AND status = 'open'
        """;

    /// <inheritdoc/>
    public async Task StallAsync(string stream, ApplyFailure failure, TimeSpan wait, CancellationToken cancellationToken)
    {
        await ExecuteAsync(StallUpsertSql, cancellationToken, stream, failure.Version, failure.Attempts, failure.Error, wait);
        await NoteFaultAsync(stream, failure, cancellationToken);
    }

    /// <inheritdoc/>
    public Task NoteFaultAsync(string stream, ApplyFailure failure, CancellationToken cancellationToken) =>
        ExecuteAsync(FaultSql, cancellationToken, stream, failure.Version, failure.Attempts, failure.Error);

    /// <inheritdoc/>
    public async Task ClearStallAsync(string stream, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(ClearSql, cancellationToken, stream) == 0)
        {
            await ExecuteAsync(WakeAgainSql, cancellationToken, stream);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> GiveUpAsync(JournalEntry entry, ApplyFailure failure, bool hold, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var cursor = Command(hold ? LockCursorSql : PassSql, connection, entry.Stream, entry.Version);
        if (await cursor.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        await using var letter = Command(
            DeadLetterSql, connection, entry.Stream, entry.Version, entry.Position, entry.EventId, entry.Type, failure.Attempts, failure.Error);
        await letter.ExecuteNonQueryAsync(cancellationToken);
        await using var fault = Command(FaultSql, connection, entry.Stream, failure.Version, failure.Attempts, failure.Error);
        await fault.ExecuteNonQueryAsync(cancellationToken);
        if (hold)
        {
            await using var held = Command(HoldSql, connection, entry.Stream, failure.Version, failure.Attempts, failure.Error);
            await held.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> IsResolvedAsync(string stream, long version, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Command(IsResolvedSql, connection, stream, version);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc/>
    public Task ResolveDeadLetterAsync(string stream, long version, DeadLetterStatus status, CancellationToken cancellationToken) =>
        ExecuteAsync(ResolveSql, cancellationToken, stream, version, status is DeadLetterStatus.Replayed ? "replayed" : "discarded");

    /// <inheritdoc/>
    public async Task FailDeadLetterAsync(string stream, long version, string error, CancellationToken cancellationToken)
    {
        await ExecuteAsync(FailAgainSql, cancellationToken, stream, version, error);
        await ExecuteAsync(FaultAgainSql, cancellationToken, stream, version);
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Command(sql, connection, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
