using Npgsql;
using Signalbox.Journal;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Replays;

/// <summary>Reads the pages of replays from the journal.</summary>
internal static class ReplayReading
{
    // The most entries that are looked at for one page, and the most bytes of payload that it has, though always one entry.
    private const int MostScanned = 20_000;
    private const long MostBytes = 8L << 20;

    private const string Bounded = """
        SELECT p.event_id, p.account, p.type, p.stream, p.version, p."position", p.occurred_at, p.received_at, p.status, p.payload
        FROM   (
            SELECT e.*, sum(octet_length(e.payload)) OVER (ORDER BY e.ordinal) - octet_length(e.payload) AS bytes_before
            FROM   (
                SELECT *
                FROM   (

        """;

    // $1 behind this position, $2 up to before this one, $3 entries to look at, $4 account, $5 type, $6 beginning of the type, $7 status, $8 rows, $9 bytes.
    internal const string PageSql = $"""
        {Bounded}
                    SELECT {EventRows.Columns}, j.payload, j."position" AS ordinal
                    FROM   (
                        SELECT *
                        FROM   journal
                        WHERE  "position" > $1
                          AND  "position" < $2
                        ORDER  BY "position"
                        LIMIT  $3
                    ) j
                    WHERE  ($4::text IS NULL OR j.account = $4)
                      AND  ($5::text IS NULL OR j.type = $5)
                      AND  ($6::text IS NULL OR starts_with(j.type, $6))
                ) s
                WHERE  s.status <> 'discarded'
                  AND  ($7::text IS NULL OR s.status = $7)
                ORDER  BY s.ordinal
                LIMIT  $8
            ) e
        ) p
        WHERE  p.bytes_before < $9
        ORDER  BY p.ordinal
        """;

    // Where the scan of PageSql ends; none if that is the end of the range.
    internal const string LastScannedSql = """
        SELECT "position"
        FROM   journal
        WHERE  "position" > $1
          AND  "position" < $2
        ORDER  BY "position"
        OFFSET $3 - 1
        LIMIT  1
        """;

    // $1 stream, $2 behind this version, $3 up to this one, $4 from this position, $5 up to before this one, $6 entries to look at, $7 type,
    // $8 beginning of the type, $9 status, $10 rows, $11 bytes.
    internal const string PageOfStreamSql = $"""
        {Bounded}
                    SELECT {EventRows.Columns}, j.payload, j.version AS ordinal
                    FROM   (
                        SELECT *
                        FROM   journal
                        WHERE  stream = $1
                          AND  version > $2
                          AND  version <= $3
                        ORDER  BY version
                        LIMIT  $6
                    ) j
                    WHERE  j."position" >= $4
                      AND  j."position" < $5
                      AND  ($7::text IS NULL OR j.type = $7)
                      AND  ($8::text IS NULL OR starts_with(j.type, $8))
                ) s
                WHERE  s.status <> 'discarded'
                  AND  ($9::text IS NULL OR s.status = $9)
                ORDER  BY s.ordinal
                LIMIT  $10
            ) e
        ) p
        WHERE  p.bytes_before < $11
        ORDER  BY p.ordinal
        """;

    internal const string LastScannedOfStreamSql = """
        SELECT version
        FROM   journal
        WHERE  stream = $1
          AND  version > $2
          AND  version <= $3
        ORDER  BY version
        OFFSET $4 - 1
        LIMIT  1
        """;

    internal static async Task<ReplayPage> ReadAsync(NpgsqlDataSource dataSource, ReplayRange range, ReplayMark after, int limit, CancellationToken cancellationToken)
    {
        var isPrefix = range.Type?.EndsWith('*') == true;
        var (type, beginning) = (Text(isPrefix ? null : range.Type), Text(isPrefix ? range.Type![..^1] : null));
        await using var command = range.Stream is { } stream
            ? dataSource.CreateRead(
                PageOfStreamSql, Text(stream), Number(after.Version), Number(range.LastVersion), Number(range.FromPosition), Number(range.ToPosition), Number(MostScanned),
                type, beginning, Text(range.Status), Number(limit), Number(MostBytes))
            : dataSource.CreateRead(
                PageSql, Number(after.Position), Number(range.ToPosition), Number(MostScanned), Text(range.Account), type, beginning, Text(range.Status), Number(limit),
                Number(MostBytes));
        var entries = await command.ReadAllAsync(Read, cancellationToken);
        if (entries.Count == limit || entries.Sum(static e => (long)e.Entry.Payload.Length) >= MostBytes)
        {
            return new ReplayPage(entries, new ReplayMark(entries[^1].Entry.Position, entries[^1].Entry.Version), IsLast: false);
        }

        await using var end = range.Stream is null
            ? dataSource.CreateRead(LastScannedSql, Number(after.Position), Number(range.ToPosition), Number(MostScanned))
            : dataSource.CreateRead(LastScannedOfStreamSql, Text(range.Stream), Number(after.Version), Number(range.LastVersion), Number(MostScanned));
        var last = (long?)await end.ExecuteScalarAsync(cancellationToken);
        var version = entries.Count > 0 ? entries[^1].Entry.Version : after.Version;
        var mark = range.Stream is null
            ? new ReplayMark(last ?? range.ToPosition - 1, 0)
            : new ReplayMark(entries.Count > 0 ? entries[^1].Entry.Position : after.Position, last ?? version);
        return new ReplayPage(entries, mark, last is null);
    }

    private static ReplayEntry Read(NpgsqlDataReader row) => new(
        new JournalEntry(
            row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetString(0), row.GetString(2), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7),
            row.GetFieldValue<byte[]>(9)),
        row.GetString(8));
}
