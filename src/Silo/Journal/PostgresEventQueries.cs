using Npgsql;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Journal;

/// <summary>The journal for the API. Safe for concurrent use.</summary>
internal sealed class PostgresEventQueries(NpgsqlDataSource dataSource) : IEventQueries
{
    // $1 before this position, $2 from and $3 to times, $4 entries to look at, $5 account, $6 type, $7 beginning of the type, $8 status, $9 rows.
    // The order of the innermost scan carries through, so the scan ends as soon as the page is full.
    internal const string ListSql = $"""
        SELECT *
        FROM   (
            SELECT {EventRows.Columns}
            FROM   (
                SELECT "position", stream, version, account, event_id, type, occurred_at, received_at
                FROM   journal
                WHERE  ($1::bigint IS NULL OR "position" < $1)
                  AND  ($2::timestamptz IS NULL OR "position" >= journal_position($2))
                  AND  ($3::timestamptz IS NULL OR "position" < journal_position($3))
                ORDER  BY "position" DESC
                LIMIT  $4
            ) j
            WHERE  ($5::text IS NULL OR j.account = $5)
              AND  ($6::text IS NULL OR j.type = $6)
              AND  ($7::text IS NULL OR starts_with(j.type, $7))
        ) e
        WHERE  ($8::text IS NULL OR e.status = $8)
        ORDER  BY e."position" DESC
        LIMIT  $9
        """;

    // Where ListSql's scan ends: the position of the last entry that it may look at, or none if the journal has fewer.
    internal const string LastScannedSql = """
        SELECT "position"
        FROM   journal
        WHERE  ($1::bigint IS NULL OR "position" < $1)
          AND  ($2::timestamptz IS NULL OR "position" >= journal_position($2))
          AND  ($3::timestamptz IS NULL OR "position" < journal_position($3))
        ORDER  BY "position" DESC
        OFFSET $4 - 1
        LIMIT  1
        """;

    // $1 stream, $2 before this version, $3 from and $4 to times, $5 account, $6 type, $7 beginning of the type, $8 status, $9 entries to look at, $10 rows.
    internal const string ListOfStreamSql = $"""
        SELECT *
        FROM   (
            SELECT {EventRows.Columns}
            FROM   (
                SELECT "position", stream, version, account, event_id, type, occurred_at, received_at
                FROM   journal
                WHERE  stream = $1
                  AND  ($2::bigint IS NULL OR version < $2)
                ORDER  BY version DESC
                LIMIT  $9
            ) j
            WHERE  ($3::timestamptz IS NULL OR j."position" >= journal_position($3))
              AND  ($4::timestamptz IS NULL OR j."position" < journal_position($4))
              AND  ($5::text IS NULL OR j.account = $5)
              AND  ($6::text IS NULL OR j.type = $6)
              AND  ($7::text IS NULL OR starts_with(j.type, $7))
        ) e
        WHERE  ($8::text IS NULL OR e.status = $8)
        ORDER  BY e.version DESC
        LIMIT  $10
        """;

    internal const string LastScannedOfStreamSql = """
        SELECT version
        FROM   journal
        WHERE  stream = $1
          AND  ($2::bigint IS NULL OR version < $2)
        ORDER  BY version DESC
        OFFSET $3 - 1
        LIMIT  1
        """;

    internal const string FindSql = $"""
        SELECT {EventRows.Columns}, j.headers, j.payload, j.verified_with
        FROM   event_ids k
        JOIN   journal j ON j."position" = k."position"
        WHERE  k.account = ANY ($1)
          AND  k.event_id = $2
        ORDER  BY j.account
        LIMIT  10
        """;

    /// <inheritdoc/>
    public async Task<EventSlice> ListAsync(EventFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        var isPrefix = filter.Type?.EndsWith('*') == true;
        var type = Text(isPrefix ? null : filter.Type);
        var beginning = Text(isPrefix ? filter.Type![..^1] : null);
        const int scan = IEventQueries.MostScanned;
        await using var list = filter.Stream is { } stream
            ? dataSource.CreateRead(
                ListOfStreamSql, Text(stream), Number(before), Time(filter.From), Time(filter.To), Text(filter.Account), type, beginning, Text(filter.Status),
                Number(scan), Number(limit + 1))
            : dataSource.CreateRead(
                ListSql, Number(before), Time(filter.From), Time(filter.To), Number(scan), Text(filter.Account), type, beginning, Text(filter.Status), Number(limit + 1));
        var found = await list.ReadAllAsync(EventRows.Read, cancellationToken);
        if (found.Count > limit)
        {
            var last = found[limit - 1];
            return new EventSlice([.. found.Take(limit)], filter.Stream is null ? long.Parse(last.Position) : last.Version);
        }

        await using var end = filter.Stream is null
            ? dataSource.CreateRead(LastScannedSql, Number(before), Time(filter.From), Time(filter.To), Number(scan))
            : dataSource.CreateRead(LastScannedOfStreamSql, Text(filter.Stream), Number(before), Number(scan));
        return new EventSlice(found, (long?)await end.ExecuteScalarAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredEvent>> FindAsync(IReadOnlyList<string> accounts, string eventId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Texts(accounts), Text(eventId));
        return await command.ReadAllAsync(
            static row => new StoredEvent(EventRows.Read(row), row.GetString(9), row.GetFieldValue<byte[]>(10), row.IsDBNull(11) ? null : row.GetString(11)), cancellationToken);
    }
}
