using Npgsql;
using Signalbox.Journal;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Streams;

/// <summary>Streams for the API. Safe for concurrent use.</summary>
internal sealed class PostgresStreamQueries(NpgsqlDataSource dataSource) : IStreamQueries
{
    private const string Columns = """
        SELECT h.version, coalesce(c.applied, 0), s.version, s.attempts, s.error, s.since, s.due_at, d.id, j.event_id, j.type, h.stream
        """;

    // A stall that the cursor has passed is a leftover: the grain clears it soon.
    internal const string FindSql = $"""
        {Columns}
        FROM   stream_heads h
        LEFT   JOIN stream_cursors c ON c.stream = h.stream
        LEFT   JOIN stalled_streams s ON s.stream = h.stream AND s.version > coalesce(c.applied, 0)
        LEFT   JOIN dead_letters d ON d.stream = s.stream AND d.version = s.version AND d.status = 'open'
        LEFT   JOIN LATERAL (SELECT e.event_id, e.type FROM journal e WHERE e.stream = s.stream AND e.version = s.version) j ON true
        WHERE  h.stream = $1
        """;

    // Few streams are stalled. $1 held or not, $2 account, $3 the key to begin behind, $4 rows.
    internal const string StalledSql = $"""
        {Columns}
        FROM   (SELECT * FROM stalled_streams q
                WHERE  (q.due_at IS NULL) = $1
                  AND  ($2::text IS NULL OR starts_with(q.stream, $2 || '/'))
                  AND  ($3::text IS NULL OR q.stream > $3)
                  AND  q.version > coalesce((SELECT r.applied FROM stream_cursors r WHERE r.stream = q.stream), 0)
                ORDER  BY q.stream
                LIMIT  $4) s
        JOIN   stream_heads h ON h.stream = s.stream
        LEFT   JOIN stream_cursors c ON c.stream = s.stream
        LEFT   JOIN dead_letters d ON d.stream = s.stream AND d.version = s.version AND d.status = 'open'
        LEFT   JOIN LATERAL (SELECT e.event_id, e.type FROM journal e WHERE e.stream = s.stream AND e.version = s.version) j ON true
        ORDER  BY s.stream
        """;

    internal const string NewestEventsSql = $"""
        SELECT {EventRows.Columns}
        FROM   journal j
        WHERE  j.stream = $1
          AND  ($2::bigint IS NULL OR j.version < $2)
        ORDER  BY j.version DESC
        LIMIT  $3
        """;

    internal const string OldestEventsSql = $"""
        SELECT {EventRows.Columns}
        FROM   journal j
        WHERE  j.stream = $1
          AND  ($2::bigint IS NULL OR j.version > $2)
        ORDER  BY j.version
        LIMIT  $3
        """;

    /// <inheritdoc/>
    public async Task<StreamState?> FindAsync(StreamKey key, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Text(key.ToString()));
        var found = await command.ReadAllAsync(row => Read(key, row), cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StreamState>> ListStalledAsync(bool held, string? account, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(StalledSql, Flag(held), Text(account), Text(after), Number(limit));
        return await command.ReadAllAsync(static row => Read(StreamKey.Parse(row.GetString(10)), row), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventSummary>> ListEventsAsync(
        StreamKey key, long? after, bool ascending, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(
            ascending ? OldestEventsSql : NewestEventsSql, Text(key.ToString()), Number(after), Number(limit));
        return await command.ReadAllAsync(EventRows.Read, cancellationToken);
    }

    private static StreamState Read(StreamKey key, NpgsqlDataReader row)
    {
        var (version, applied) = (row.GetInt64(0), row.GetInt64(1));
        var stall = row.IsDBNull(2)
            ? null
            : new StreamStall(
                row.GetInt64(2),
                row.GetInt32(3),
                row.GetString(4),
                row.GetDateTime(5),
                row.IsDBNull(6) ? null : row.GetDateTime(6),
                row.IsDBNull(7) ? null : row.GetInt64(7),
                row.IsDBNull(8) ? null : row.GetString(8),
                row.IsDBNull(9) ? null : row.GetString(9));
        return new StreamState(key.ToString(), key.Account, key.Kind, key.Id, version, applied, StreamProgress.Of(version, applied, stall), stall);
    }
}
