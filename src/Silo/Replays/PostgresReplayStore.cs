using Npgsql;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Replays;

/// <inheritdoc cref="IReplays"/>
internal sealed class PostgresReplayStore(NpgsqlDataSource dataSource) : IReplays, IReplayStore
{
    // What entered the journal in this very millisecond is in the range: whoever asks for a replay means what was there by then.
    internal const string StartSql = """
        INSERT INTO replays (id, account, stream, type, status, first_version, last_version, at_version, effects, from_position, to_position, at_position)
        SELECT $1, $2, $3, $4, $5, coalesce($6, 0), coalesce($6, 9223372036854775807), coalesce($6 - 1, 0), $9,
               r.from_position, greatest(r.from_position, r.to_position), r.from_position - 1
        FROM   (SELECT coalesce(journal_position($7::timestamptz), (SELECT min(j."position") FROM journal j), 0) AS from_position,
                       least(journal_position($8::timestamptz), journal_position(clock_timestamp() + interval '1 millisecond')) AS to_position) r
        WHERE  (SELECT count(*) FROM replays WHERE state = 'running') < $10
        """;

    private const string Columns = """
        SELECT r.id, r.state, r.account, r.stream, r.first_version, r.type, r.status, r.from_position, r.to_position, r.effects, r.at_position, r.at_version,
               least(r.last_version, (SELECT h.version FROM stream_heads h WHERE h.stream = r.stream)),
               journal_time(r.from_position), journal_time(r.to_position), journal_time(r.at_position),
               r.looked, r.applied, r.rows_written, r.resolved, r.failed, r.waiting, r.fault, r.created_at, r.finished_at
        FROM   replays r
        """;

    internal const string FindSql = $"""
        {Columns}
        WHERE  r.id = $1
        """;

    // By id, which begins with the time.
    internal const string ListSql = $"""
        {Columns}
        WHERE  ($1::text IS NULL OR r.state = $1)
          AND  ($2::text IS NULL OR r.id < $2)
        ORDER  BY r.id DESC
        LIMIT  $3
        """;

    internal const string CancelSql = """
        UPDATE replays
        SET    state = 'cancelled', finished_at = now(), fault = NULL
        WHERE  id = $1
          AND  state = 'running'
        """;

    internal const string ClaimSql = """
        UPDATE replays
        SET    attempts = attempts + 1, leased_until = now() + $1::interval
        WHERE  id = (SELECT r.id
                     FROM   replays r
                     WHERE  r.state = 'running' AND r.leased_until <= now()
                     ORDER  BY r.leased_until
                     LIMIT  1
                     FOR    UPDATE SKIP LOCKED)
        RETURNING id, attempts, account, stream, type, status, last_version, from_position, to_position, effects, at_position, at_version
        """;

    internal const string WaitingSql = """
        SELECT EXISTS (SELECT FROM replays WHERE state = 'running' AND leased_until <= now())
        """;

    internal const string RecordSql = """
        UPDATE replays
        SET    at_position = $3, at_version = $4, looked = looked + $5, applied = applied + $6, rows_written = rows_written + $7, resolved = resolved + $8,
               failed = failed + $9, waiting = waiting + $10, leased_until = now() + $11::interval, fault = NULL
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string FinishSql = """
        UPDATE replays
        SET    state = 'done', finished_at = now(), fault = NULL
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string LeaveSql = """
        UPDATE replays
        SET    leased_until = now()
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string PostponeSql = """
        UPDATE replays
        SET    leased_until = now() + $4::interval, fault = left($3, 2000)
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    internal const string ForgetSql = """
        DELETE FROM replays WHERE finished_at < now() - $1::interval
        """;

    /// <inheritdoc/>
    public Task ForgetAsync(TimeSpan age, CancellationToken cancellationToken) => ExecuteAsync(ForgetSql, cancellationToken, age);

    /// <inheritdoc/>
    public async Task<ReplayState?> StartAsync(ReplayScope scope, CancellationToken cancellationToken)
    {
        var id = $"rp_{Guid.CreateVersion7():n}";
        await using var command = dataSource.CreateRead(
            StartSql, Text(id), Text(scope.Account), Text(scope.Stream), Text(scope.Type), Text(scope.Status), Number(scope.Version), Time(scope.From), Time(scope.To),
            Flag(scope.Effects), Number(IReplays.MostRunning));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 0 ? null : await FindAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReplayState>> ListAsync(string? state, string? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ListSql, Text(state), Text(before), Number(limit));
        return await command.ReadAllAsync(ReplayRows.State, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ReplayState?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Text(id));
        var found = await command.ReadAllAsync(ReplayRows.State, cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    /// <inheritdoc/>
    public async Task<ReplayState?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await ExecuteAsync(CancelSql, cancellationToken, id);
        return await FindAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ReplayWork?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.Add(new() { Value = lease });
        var claimed = await command.ReadAllAsync(ReplayRows.Work, cancellationToken);
        return claimed.Count > 0 ? claimed[0] : null;
    }

    /// <inheritdoc/>
    public async Task<bool> IsAnyWaitingAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(WaitingSql);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <inheritdoc/>
    public Task<ReplayPage> ReadAsync(ReplayWork work, ReplayMark after, int limit, CancellationToken cancellationToken) =>
        ReplayReading.ReadAsync(dataSource, work.Range, after, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> RecordAsync(ReplayWork work, ReplayMark end, int looked, ReapplyReport report, TimeSpan lease, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            RecordSql, cancellationToken, work.Id, work.Attempt, end.Position, end.Version, (long)looked, (long)report.Applied, (long)report.Rows, (long)report.Resolved,
            (long)report.Failed, (long)report.Waiting, lease) > 0;

    /// <inheritdoc/>
    public Task FinishAsync(ReplayWork work, CancellationToken cancellationToken) => ExecuteAsync(FinishSql, cancellationToken, work.Id, work.Attempt);

    /// <inheritdoc/>
    public Task LeaveAsync(ReplayWork work, CancellationToken cancellationToken) => ExecuteAsync(LeaveSql, cancellationToken, work.Id, work.Attempt);

    /// <inheritdoc/>
    public Task PostponeAsync(ReplayWork work, string fault, TimeSpan wait, CancellationToken cancellationToken) =>
        ExecuteAsync(PostponeSql, cancellationToken, work.Id, work.Attempt, fault, wait);

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
