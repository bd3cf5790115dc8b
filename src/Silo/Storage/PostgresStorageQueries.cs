using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Signalbox.Journal;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Storage;

/// <summary>What is stored, from PostgreSQL's catalogue. Safe for concurrent use.</summary>
internal sealed class PostgresStorageQueries(NpgsqlDataSource dataSource, IOptions<JournalOptions> options) : IStorageQueries
{
    internal const string WholeSql = """
        SELECT pg_database_size(current_database()), journal_time((SELECT min(j."position") FROM journal j))
        """;

    internal const string TablesSql = """
        SELECT coalesce(p.relname, c.relname)::text, sum(pg_total_relation_size(c.oid))::bigint, sum(greatest(c.reltuples, 0))::bigint
        FROM   pg_class c
        JOIN   pg_namespace n ON n.oid = c.relnamespace
        LEFT   JOIN pg_inherits i ON i.inhrelid = c.oid
        LEFT   JOIN pg_class p ON p.oid = i.inhparent
        WHERE  n.nspname = 'signalbox'
          AND  c.relkind = 'r'
        GROUP  BY 1
        ORDER  BY 2 DESC, 1
        """;

    // $1, $2 and $3: how long events, event ids and attempts are kept.
    internal const string PartitionsSql = """
        SELECT p.relname::text, c.relname::text, w.begins, w.begins + CASE p.relname WHEN 'delivery_attempts' THEN interval '1 day' ELSE interval '7 days' END,
               pg_total_relation_size(c.oid), greatest(c.reltuples, 0)::bigint, e.name IS NOT NULL, e.kept_for
        FROM   pg_inherits i
        JOIN   pg_class c ON c.oid = i.inhrelid
        JOIN   pg_class p ON p.oid = i.inhparent
        CROSS  JOIN LATERAL (SELECT (right(c.relname, 8) || ' 00:00+00')::timestamptz AS begins) w
        LEFT   JOIN expired_partitions($1, $2, $3) e ON e.name = c.relname
        WHERE  i.inhparent IN ('journal'::regclass, 'event_ids'::regclass, 'outbox'::regclass, 'delivery_attempts'::regclass)
        ORDER  BY w.begins, p.relname
        """;

    /// <inheritdoc/>
    public async Task<StorageReport> ReadAsync(CancellationToken cancellationToken)
    {
        await using var whole = dataSource.CreateRead(WholeSql);
        await using var tables = dataSource.CreateRead(TablesSql);
        await using var partitions = dataSource.CreateRead(
            PartitionsSql, Interval(options.Value.Retention), Interval(options.Value.EventIdRetention), Interval(options.Value.AttemptRetention));
        var (bytes, oldest) = (await whole.ReadAllAsync(static row => (row.GetInt64(0), row.IsDBNull(1) ? (DateTime?)null : row.GetDateTime(1)), cancellationToken))[0];
        return new StorageReport(
            bytes,
            oldest,
            options.Value.Retention.TotalDays,
            options.Value.EventIdRetention.TotalDays,
            await tables.ReadAllAsync(static row => new StoredTable(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken),
            await partitions.ReadAllAsync(
                static row => new StoredPartition(
                    row.GetString(0), row.GetString(1), row.GetDateTime(2), row.GetDateTime(3), row.GetInt64(4), row.GetInt64(5), row.GetBoolean(6),
                    row.IsDBNull(7) ? null : row.GetString(7)),
                cancellationToken),
            options.Value.AttemptRetention.TotalDays);
    }

    private static NpgsqlParameter Interval(TimeSpan value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Interval };
}
