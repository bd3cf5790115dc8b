using Npgsql;

namespace Signalbox.Backfills;

/// <inheritdoc cref="IBackfillStore"/>
internal sealed class PostgresBackfillStore(NpgsqlDataSource dataSource) : IBackfillStore
{
    // The unique index decides between two that begin at once.
    internal const string StartSql = """
        WITH begun AS (
            INSERT INTO backfills (id, account)
            VALUES ($1, $2)
            ON CONFLICT (account) WHERE state = 'running' DO NOTHING
            RETURNING id
        )
        INSERT INTO backfill_kinds (backfill, kind, place)
        SELECT begun.id, k.kind, k.place
        FROM   begun, unnest($3::text[]) WITH ORDINALITY AS k (kind, place)
        """;

    internal const string RunningSql = """
        SELECT id
        FROM   backfills
        WHERE  account = $1
          AND  state = 'running'
        """;

    internal const string FindSql = """
        SELECT b.id, b.account, b.state, b.fault, b.created_at, b.finished_at, k.kind, k.cursor IS NOT NULL, k.read, k.kept, k.is_done, k.fault
        FROM   backfills b
        JOIN   backfill_kinds k ON k.backfill = b.id
        WHERE  b.id = $1
        ORDER  BY k.place
        """;

    internal const string CancelSql = """
        UPDATE backfills
        SET    state = 'cancelled', finished_at = now(), fault = NULL
        WHERE  id = $1
          AND  state = 'running'
        """;

    internal const string ClaimSql = """
        WITH claimed AS (
            UPDATE backfills
            SET    attempts = attempts + 1, leased_until = now() + $2::interval
            WHERE  id = (SELECT b.id
                         FROM   backfills b
                         WHERE  b.state = 'running' AND b.leased_until <= now() AND b.account = ANY ($1::text[])
                         ORDER  BY b.leased_until
                         LIMIT  1
                         FOR    UPDATE SKIP LOCKED)
            RETURNING id, account, attempts
        )
        SELECT c.id, c.account, c.attempts, k.kind, k.cursor
        FROM   claimed c
        LEFT   JOIN backfill_kinds k ON k.backfill = c.id AND NOT k.is_done
        ORDER  BY k.place
        """;

    internal const string RecordSql = """
        WITH mine AS (
            UPDATE backfills
            SET    leased_until = now() + $8::interval, fault = NULL
            WHERE  id = $1
              AND  attempts = $2
              AND  state = 'running'
            RETURNING id
        )
        UPDATE backfill_kinds
        SET    cursor = $4::text, read = read + $5::bigint, kept = kept + $6::bigint, is_done = $7::boolean, fault = $9::text
        WHERE  backfill = (SELECT id FROM mine)
          AND  kind = $3
        """;

    internal const string FinishSql = """
        UPDATE backfills
        SET    state = 'done', finished_at = now(), fault = NULL
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string LeaveSql = """
        UPDATE backfills
        SET    leased_until = now()
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string PostponeSql = """
        UPDATE backfills
        SET    leased_until = now() + $4::interval, fault = $3
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    /// <summary>Records a backfill, unless the account has one that is running.</summary>
    /// <returns>The one that is running, and whether it is new.</returns>
    internal async Task<(BackfillState Backfill, bool IsNew)> StartAsync(string id, string account, IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ExecuteAsync(StartSql, cancellationToken, id, account, kinds.ToArray()) > 0)
            {
                return ((await FindAsync(id, cancellationToken))!, true);
            }

            await using var command = Command(RunningSql, account);
            if (await command.ExecuteScalarAsync(cancellationToken) is string running && await FindAsync(running, cancellationToken) is { } found)
            {
                return (found, false);
            }

            // It has ended between the statements.
        }
    }

    /// <summary>How far a backfill is; <see langword="null"/> if there is none of this id.</summary>
    internal async Task<BackfillState?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = Command(FindSql, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        BackfillState? found = null;
        var progress = new List<BackfillProgress>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found ??= new BackfillState(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetDateTime(4),
                reader.IsDBNull(5) ? null : reader.GetDateTime(5), progress);
            progress.Add(new BackfillProgress(
                reader.GetString(6),
                !reader.IsDBNull(11) ? "refused" : reader.GetBoolean(10) ? BackfillState.Done : reader.GetBoolean(7) ? BackfillState.Running : "waiting",
                reader.GetInt64(8),
                reader.GetInt64(9),
                reader.IsDBNull(11) ? null : reader.GetString(11)));
        }

        return found;
    }

    /// <summary>Ends a backfill that is running.</summary>
    internal Task CancelAsync(string id, CancellationToken cancellationToken) => ExecuteAsync(CancelSql, cancellationToken, id);

    /// <inheritdoc/>
    public async Task<BackfillWork?> ClaimAsync(IReadOnlyList<string> accounts, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = Command(ClaimSql, accounts.ToArray(), lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        BackfillWork? work = null;
        var kinds = new List<BackfillCursor>();
        while (await reader.ReadAsync(cancellationToken))
        {
            work ??= new BackfillWork(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), kinds);
            if (!reader.IsDBNull(3))
            {
                kinds.Add(new BackfillCursor(reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
            }
        }

        return work;
    }

    /// <inheritdoc/>
    public async Task<bool> RecordAsync(BackfillWork work, BackfillStep step, TimeSpan lease, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            RecordSql, cancellationToken, work.Id, work.Attempt, step.Kind, step.Cursor ?? (object)DBNull.Value, (long)step.Read, (long)step.Kept, step.IsLast, lease,
            step.Fault ?? (object)DBNull.Value) > 0;

    /// <inheritdoc/>
    public Task FinishAsync(BackfillWork work, CancellationToken cancellationToken) => ExecuteAsync(FinishSql, cancellationToken, work.Id, work.Attempt);

    /// <inheritdoc/>
    public Task LeaveAsync(BackfillWork work, CancellationToken cancellationToken) => ExecuteAsync(LeaveSql, cancellationToken, work.Id, work.Attempt);

    /// <inheritdoc/>
    public Task PostponeAsync(BackfillWork work, string fault, TimeSpan wait, CancellationToken cancellationToken) =>
        ExecuteAsync(PostponeSql, cancellationToken, work.Id, work.Attempt, fault, wait);

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
