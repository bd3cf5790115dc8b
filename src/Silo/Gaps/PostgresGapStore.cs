using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Gaps;

/// <inheritdoc cref="IGapStore"/>
internal sealed class PostgresGapStore(NpgsqlDataSource dataSource) : IGapStore, IGapQueries
{
    internal const string ClaimSql = """
        WITH claimed AS (
            UPDATE gap_marks
            SET    due_at = now() + $2::interval
            WHERE  account = $1
              AND  due_at <= now()
            RETURNING account
        )
        SELECT searched_to, EXISTS (SELECT FROM claimed), fault
        FROM   gap_marks
        WHERE  account = $1
        """;

    internal const string BeginSql = """
        INSERT INTO gap_marks (account, searched_to)
        VALUES ($1, $2)
        ON CONFLICT (account) DO NOTHING
        """;

    // The journal has no index by account: only its newest entries are looked at. Asked once for each account.
    internal const string NewestSql = """
        SELECT max(occurred_at)
        FROM   (SELECT j.account, j.occurred_at, j.received_at FROM journal j ORDER BY j."position" DESC LIMIT 200000) newest
        WHERE  account = $1
          AND  occurred_at > 0
          AND  received_at < $2
        """;

    internal const string MissingSql = """
        SELECT i.event_id
        FROM   unnest($2::text[]) AS i (event_id)
        WHERE  NOT EXISTS (SELECT FROM event_ids k WHERE k.account = $1 AND k.event_id = i.event_id)
        """;

    internal const string NoteSql = """
        UPDATE gap_marks
        SET    found = found + $2::bigint,
               last_found_at = CASE WHEN $2::bigint > 0 THEN now() ELSE last_found_at END,
               due_at = now() + $3::interval
        WHERE  account = $1
        """;

    internal const string MoveSql = """
        UPDATE gap_marks
        SET    searched_to = greatest(searched_to, $2)
        WHERE  account = $1
        """;

    internal const string EndSql = """
        UPDATE gap_marks
        SET    due_at = now() + $3::interval,
               searched_at = CASE WHEN $2::text IS NULL THEN now() ELSE searched_at END,
               fault = $2::text,
               faulty_since = CASE WHEN $2::text IS NULL THEN NULL ELSE coalesce(faulty_since, now()) END
        WHERE  account = $1
        """;

    internal const string ListSql = """
        SELECT account, searched_to, searched_at, found, last_found_at, fault, faulty_since
        FROM   gap_marks
        ORDER  BY account
        """;

    /// <inheritdoc/>
    public async Task<GapMark?> ClaimAsync(string account, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = Command(ClaimSql, account, lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new GapMark(reader.GetInt64(0), reader.GetBoolean(1), reader.IsDBNull(2) ? null : reader.GetString(2))
            : null;
    }

    /// <inheritdoc/>
    public Task BeginAsync(string account, long searchedTo, CancellationToken cancellationToken) => ExecuteAsync(BeginSql, cancellationToken, account, searchedTo);

    /// <inheritdoc/>
    public async Task<long?> NewestAsync(string account, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = Command(NewestSql, account, before);
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> MissingAsync(string account, IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken)
    {
        await using var command = Command(MissingSql, account, eventIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var missing = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            missing.Add(reader.GetString(0));
        }

        return missing;
    }

    /// <inheritdoc/>
    public Task NoteAsync(string account, int found, TimeSpan lease, CancellationToken cancellationToken) => ExecuteAsync(NoteSql, cancellationToken, account, (long)found, lease);

    /// <inheritdoc/>
    public Task MoveAsync(string account, long searchedTo, CancellationToken cancellationToken) => ExecuteAsync(MoveSql, cancellationToken, account, searchedTo);

    /// <inheritdoc/>
    public Task EndAsync(string account, string? fault, TimeSpan wait, CancellationToken cancellationToken) =>
        ExecuteAsync(EndSql, cancellationToken, account, fault ?? (object)DBNull.Value, wait);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GapSearchState>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ListSql);
        return await command.ReadAllAsync(
            static reader => new GapSearchState(
                reader.GetString(0), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(1)).UtcDateTime, Time(reader, 2), reader.GetInt64(3), Time(reader, 4),
                reader.IsDBNull(5) ? null : reader.GetString(5), Time(reader, 6)),
            cancellationToken);
    }

    private static DateTime? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
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
