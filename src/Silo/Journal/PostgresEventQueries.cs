using System.Data;
using System.Globalization;
using Npgsql;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Journal;

/// <summary>The journal for the API. Safe for concurrent use.</summary>
internal sealed class PostgresEventQueries(NpgsqlDataSource dataSource) : IEventQueries
{
    // $1 before this position, $2 from and $3 to times, $4 entries to look at, $5 account, $6 type, $7 beginning of the type, $8 status, $9 rows,
    // $10 text in the id.
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
              AND  ($10::text IS NULL OR strpos(j.event_id, $10) > 0)
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

    // $1 stream, $2 before this version, $3 from and $4 to times, $5 account, $6 type, $7 beginning of the type, $8 status, $9 entries to look at, $10 rows,
    // $11 text in the id.
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
              AND  ($11::text IS NULL OR strpos(j.event_id, $11) > 0)
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

    // $1 streams, $2 before this position, $3 from this position, $4 entries of a stream to look at, $5 from and $6 to times, $7 type, $8 beginning of
    // the type, $9 status, $10 rows, $11 text in the id. Within a stream positions grow with versions.
    internal const string ListOfStreamsSql = $"""
        SELECT *
        FROM   (
            SELECT {EventRows.Columns}
            FROM   unnest($1::text[]) AS s (stream)
            CROSS  JOIN LATERAL (
                SELECT n."position", n.stream, n.version, n.account, n.event_id, n.type, n.occurred_at, n.received_at
                FROM   journal n
                WHERE  n.stream = s.stream
                  AND  ($2::bigint IS NULL OR n."position" < $2)
                ORDER  BY n.version DESC
                LIMIT  $4
            ) j
            WHERE  j."position" >= $3
              AND  ($5::timestamptz IS NULL OR j."position" >= journal_position($5))
              AND  ($6::timestamptz IS NULL OR j."position" < journal_position($6))
              AND  ($7::text IS NULL OR j.type = $7)
              AND  ($8::text IS NULL OR starts_with(j.type, $8))
              AND  ($11::text IS NULL OR strpos(j.event_id, $11) > 0)
        ) e
        WHERE  ($9::text IS NULL OR e.status = $9)
        ORDER  BY e."position" DESC
        LIMIT  $10
        """;

    // Up to where ListOfStreamsSql has seen all of each stream; none if it has seen everything. The same first parameters; $3 entries of a stream.
    internal const string LastScannedOfStreamsSql = """
        SELECT max(l."position")
        FROM   unnest($1::text[]) AS s (stream)
        CROSS  JOIN LATERAL (
            SELECT n."position"
            FROM   journal n
            WHERE  n.stream = s.stream
              AND  ($2::bigint IS NULL OR n."position" < $2)
            ORDER  BY n.version DESC
            OFFSET $3 - 1
            LIMIT  1
        ) l
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

    // The latest ones: a dead letter may be replayed any number of times.
    internal const string FaultsSql = """
        SELECT attempt, error, at
        FROM   apply_faults
        WHERE  stream = $1
          AND  version = $2
        ORDER  BY id DESC
        LIMIT  100
        """;

    internal const string LetterSql = """
        SELECT created_at, status, resolved_at
        FROM   dead_letters
        WHERE  stream = $1
          AND  version = $2
        """;

    internal const string DueSql = """
        SELECT due_at
        FROM   stalled_streams
        WHERE  stream = $1
          AND  version = $2
          AND  due_at IS NOT NULL
        """;

    // Replays that have come by the event. $3 account, $4 type, $5 position.
    internal const string ReplaysSql = """
        SELECT id, created_at, effects
        FROM   replays r
        WHERE  (r.account IS NULL OR r.account = $3)
          AND  (r.stream IS NULL OR r.stream = $1)
          AND  (r.type IS NULL OR r.type = $4 OR (right(r.type, 1) = '*' AND starts_with($4, left(r.type, -1))))
          AND  (r.status IS DISTINCT FROM 'dead_letter' OR EXISTS (SELECT FROM dead_letters d WHERE d.stream = $1 AND d.version = $2))
          AND  r.first_version <= $2 AND r.last_version >= $2
          AND  r.from_position <= $5 AND r.to_position > $5
          AND  CASE WHEN r.stream IS NULL THEN r.at_position >= $5 ELSE r.at_version >= $2 AND r.looked > 0 END
        ORDER  BY id DESC
        LIMIT  20
        """;

    /// <inheritdoc/>
    public async Task<EventRecords> RecordsAsync(EventSummary of, CancellationToken cancellationToken)
    {
        await using var faults = dataSource.CreateRead(FaultsSql, Text(of.Stream), Number(of.Version));
        await using var letter = dataSource.CreateRead(LetterSql, Text(of.Stream), Number(of.Version));
        await using var due = dataSource.CreateRead(DueSql, Text(of.Stream), Number(of.Version));
        await using var replays = dataSource.CreateRead(
            ReplaysSql, Text(of.Stream), Number(of.Version), Text(of.Account), Text(of.Type), Number(long.Parse(of.Position, CultureInfo.InvariantCulture)));
        return new EventRecords(
            await faults.ReadAllAsync(static row => new EventFault(row.GetInt32(0), row.GetString(1), row.GetDateTime(2)), cancellationToken),
            (await letter.ReadAllAsync(
                static row => new EventLetter(row.GetDateTime(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetDateTime(2)), cancellationToken)).FirstOrDefault(),
            (await due.ReadAllAsync(static row => (DateTime?)row.GetDateTime(0), cancellationToken)).FirstOrDefault(),
            await replays.ReadAllAsync(static row => new EventReplay(row.GetString(0), row.GetDateTime(1), row.GetBoolean(2)), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<EventSlice> ListAsync(EventFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        var isPrefix = filter.Type?.EndsWith('*') == true;
        var type = Text(isPrefix ? null : filter.Type);
        var beginning = Text(isPrefix ? filter.Type![..^1] : null);
        const int scan = IEventQueries.MostScanned;
        if (filter.Streams is { } streams)
        {
            return await ListOfStreamsAsync(filter, [.. streams.Take(IEventQueries.MostStreams)], before, limit, cancellationToken);
        }

        // Of one moment: with events that come between the two statements, the second would end above where the first did, and the next page repeat some.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var list = filter.Stream is { } stream
            ? connection.CreateRead(
                ListOfStreamSql, Text(stream), Number(before), Time(filter.From), Time(filter.To), Text(filter.Account), type, beginning, Text(filter.Status),
                Number(scan), Number(limit + 1), Text(filter.IdText))
            : connection.CreateRead(
                ListSql, Number(before), Time(filter.From), Time(filter.To), Number(scan), Text(filter.Account), type, beginning, Text(filter.Status),
                Number(limit + 1), Text(filter.IdText));
        var found = await list.ReadAllAsync(EventRows.Read, cancellationToken);
        if (found.Count > limit)
        {
            var last = found[limit - 1];
            return new EventSlice([.. found.Take(limit)], filter.Stream is null ? long.Parse(last.Position) : last.Version);
        }

        await using var end = filter.Stream is null
            ? connection.CreateRead(LastScannedSql, Number(before), Time(filter.From), Time(filter.To), Number(scan))
            : connection.CreateRead(LastScannedOfStreamSql, Text(filter.Stream), Number(before), Number(scan));
        return new EventSlice(found, (long?)await end.ExecuteScalarAsync(cancellationToken));
    }

    private async Task<EventSlice> ListOfStreamsAsync(EventFilter filter, string[] streams, long? before, int limit, CancellationToken cancellationToken)
    {
        var isPrefix = filter.Type?.EndsWith('*') == true;
        var scan = Math.Max(limit + 1, IEventQueries.MostScanned / Math.Max(1, streams.Length));
        await using var last = dataSource.CreateRead(LastScannedOfStreamsSql, Texts(streams), Number(before), Number(scan));
        var end = await last.ExecuteScalarAsync(cancellationToken) as long?;
        await using var list = dataSource.CreateRead(
            ListOfStreamsSql, Texts(streams), Number(before), Number(end ?? 0), Number(scan), Time(filter.From), Time(filter.To), Text(isPrefix ? null : filter.Type),
            Text(isPrefix ? filter.Type![..^1] : null), Text(filter.Status), Number(limit + 1), Text(filter.IdText));
        var found = await list.ReadAllAsync(EventRows.Read, cancellationToken);
        return found.Count > limit
            ? new EventSlice([.. found.Take(limit)], long.Parse(found[limit - 1].Position, CultureInfo.InvariantCulture))
            : new EventSlice(found, end);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredEvent>> FindAsync(IReadOnlyList<string> accounts, string eventId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Texts(accounts), Text(eventId));
        return await command.ReadAllAsync(
            static row => new StoredEvent(EventRows.Read(row), row.GetString(9), row.GetFieldValue<byte[]>(10), row.IsDBNull(11) ? null : row.GetString(11)), cancellationToken);
    }
}
