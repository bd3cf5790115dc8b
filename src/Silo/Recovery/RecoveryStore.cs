using Npgsql;

namespace Signalbox.Recovery;

/// <summary>Finds streams that somebody has to wake. Safe for any number of processes at once.</summary>
internal sealed class RecoveryStore(NpgsqlDataSource dataSource)
{
    // Only one process searches the tail at a time; the others need not.
    internal const string TryLeadSql = "SELECT pg_try_advisory_xact_lock(7449354444533476)";

    // The lock that appends share (enter_append): holding it alone for a moment means that every event with a position up to the fence is
    // visible, or will never be. A stuck append must not stop the others, hence the short timeout; the next search tries again.
    internal const string FenceTimeoutSql = "SET LOCAL lock_timeout = '250ms'";
    internal const string FenceLockSql = "SELECT pg_advisory_xact_lock(7449354444533473)";
    internal const string FenceSql = "SELECT journal_position(clock_timestamp()) - 1";

    // Due is also a held stream whose event was replayed or passed over by a process that died before it went on: nobody else would
    // wake it, for the recovery mark may have passed its entries. Held streams are few.
    internal const string DueSql = """
        UPDATE stalled_streams
        SET    claimed_until = now() + interval '30 seconds'
        WHERE  stream IN (
            SELECT stream
            FROM   stalled_streams s
            WHERE  claimed_until <= now()
              AND  (due_at <= now()
                    OR (due_at IS NULL AND version <= (SELECT c.applied FROM stream_cursors c WHERE c.stream = s.stream)))
            ORDER  BY due_at
            LIMIT  $1
            FOR    UPDATE SKIP LOCKED)
        RETURNING stream
        """;

    internal const string TailEndSql = """
        SELECT max("position"), count(*)
        FROM   (
            SELECT j."position"
            FROM   journal j
            WHERE  j."position" > greatest((SELECT m."position" FROM recovery_mark m), $3) AND j."position" <= $1
            ORDER  BY j."position"
            LIMIT  $2
        ) tail
        """;

    internal const string UnappliedSql = """
        SELECT j.stream, min(j."position")
        FROM   journal j
        JOIN   stream_cursors c USING (stream)
        WHERE  j."position" > greatest((SELECT m."position" FROM recovery_mark m), $2) AND j."position" <= $1
          AND  j.version > c.applied
        GROUP  BY j.stream
        """;

    // Locks the rows that it marks: a grain that clears its stall at this moment either finds the mark, or this finds no row.
    internal const string MarkBehindSql = "UPDATE stalled_streams SET behind = true WHERE stream = ANY ($1) RETURNING stream";

    internal const string MarkSql = "SELECT \"position\" FROM recovery_mark";

    internal const string MoveMarkSql = """
        UPDATE recovery_mark SET "position" = greatest("position", $1)
        """;

    /// <summary>Streams whose retry is due; they are this caller's to wake for the next half minute.</summary>
    internal async Task<List<string>> ClaimDueAsync(int most, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(DueSql);
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(reader.GetString(0));
        }

        return due;
    }

    /// <summary>
    /// Searches the journal above the mark for events that are not applied, and moves the mark up to the first of them. A long tail is
    /// searched in pieces, each from where the one before ended, so that a stream that cannot move does not hide what is behind it.
    /// </summary>
    /// <param name="patience">Streams are given back only if their unapplied event is older than this.</param>
    /// <param name="most">The most entries looked at.</param>
    /// <param name="after">Where the piece before ended; 0 to begin at the mark.</param>
    /// <param name="cancellationToken">Stops the search; nothing is lost by it.</param>
    /// <returns>The streams to wake, and where the next piece begins; 0 if this was the last.</returns>
    internal async Task<(List<string> Streams, long Next)> SearchTailAsync(TimeSpan patience, int most, long after, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await FenceAsync(connection, cancellationToken) is not { } fence)
        {
            return ([], 0);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ScalarAsync(connection, TryLeadSql, cancellationToken) is not true)
        {
            return ([], 0);
        }

        var isFromTheMark = after <= (long)(await ScalarAsync(connection, MarkSql, cancellationToken))!;
        var (end, looked) = await TailEndAsync(connection, fence, most, after, cancellationToken);
        var isLast = looked < most;
        if (isLast)
        {
            end = fence;
        }

        var unapplied = await UnappliedAsync(connection, end, after, cancellationToken);
        var stalled = await MarkBehindAsync(connection, unapplied.Keys, cancellationToken);
        var open = unapplied.Where(u => !stalled.Contains(u.Key)).ToList();
        if (isFromTheMark)
        {
            await ScalarAsync(connection, MoveMarkSql, cancellationToken, open.Count == 0 ? end : open.Min(static u => u.Value) - 1);
        }

        await transaction.CommitAsync(cancellationToken);
        var young = fence - ((long)patience.TotalMilliseconds << 20);
        return (open.Where(u => u.Value <= young).Select(static u => u.Key).ToList(), isLast ? 0 : end);
    }

    /// <summary>A position below which no event can appear any more; <see langword="null"/> if an append is stuck.</summary>
    private static async Task<long?> FenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ScalarAsync(connection, FenceTimeoutSql, cancellationToken);
            await ScalarAsync(connection, FenceLockSql, cancellationToken);
            return (long?)await ScalarAsync(connection, FenceSql, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }

    private static async Task<(long End, int Looked)> TailEndAsync(NpgsqlConnection connection, long fence, int most, long after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TailEndSql, connection) { Parameters = { new() { Value = fence }, new() { Value = most }, new() { Value = after } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.IsDBNull(0) ? fence : reader.GetInt64(0), (int)reader.GetInt64(1));
    }

    private static async Task<Dictionary<string, long>> UnappliedAsync(NpgsqlConnection connection, long end, long after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(UnappliedSql, connection) { Parameters = { new() { Value = end }, new() { Value = after } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var unapplied = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            unapplied.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return unapplied;
    }

    private static async Task<HashSet<string>> MarkBehindAsync(NpgsqlConnection connection, IEnumerable<string> streams, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MarkBehindSql, connection) { Parameters = { new() { Value = streams.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var stalled = new HashSet<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            stalled.Add(reader.GetString(0));
        }

        return stalled;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
