using Npgsql;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>What the folding of a rebuild reads, over the rebuild's connection: events from the journal, and what the new tables hold.</summary>
internal sealed class ShadowReads(ShadowSession session)
{
    /// <summary>The most bytes of payload read at once, though always one entry.</summary>
    internal const long MostBytes = 8L << 20;

    // Streams that are applied further than the new tables have them. $1 behind this stream, $2 rows.
    private const string Behind = """
        SELECT l.stream, coalesce(c.applied, 0), l.applied
        FROM   signalbox.stream_cursors l
        LEFT   JOIN signalbox_shadow.stream_cursors c ON c.stream = l.stream
        WHERE  l.stream > $1
          AND  l.applied > coalesce(c.applied, 0)
        ORDER  BY l.stream
        LIMIT  $2
        """;

    // Without those that were given up on: they are in no row. $1 streams, $2 behind these versions, $3 up to these, $4 bytes.
    internal const string EntriesSql = """
        SELECT e.stream, e.version, e."position", e.event_id, e.type, e.occurred_at, e.received_at, e.payload
        FROM   (
            SELECT j.*, s.n, sum(octet_length(j.payload)) OVER (ORDER BY s.n, j.version) - octet_length(j.payload) AS bytes_before
            FROM   unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS s (stream, after, upto, n)
            JOIN   signalbox.journal j ON j.stream = s.stream AND j.version > s.after AND j.version <= s.upto
            WHERE  NOT EXISTS (SELECT FROM signalbox.dead_letters d WHERE d.stream = j.stream AND d.version = j.version AND d.status <> 'replayed')
        ) e
        WHERE  e.bytes_before < $4
        ORDER  BY e.n, e.version
        """;

    // Dead letters that were applied since. $1 from this time on.
    private const string Letters = """
        SELECT d.stream, d.version
        FROM   signalbox.dead_letters d
        JOIN   signalbox_shadow.stream_cursors c ON c.stream = d.stream AND d.version <= c.applied
        WHERE  d.status = 'replayed'
          AND  d.resolved_at >= $1
        ORDER  BY d.stream, d.version
        """;

    internal Task<List<ShadowRange>> BehindAsync(string after, int limit, CancellationToken cancellationToken) =>
        session.ReadAsync(Behind, [Text(after), Number(limit)], static row => new ShadowRange(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);

    internal Task<List<ShadowRange>> LettersAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        session.ReadAsync(Letters, [Time(since)], static row => new ShadowRange(row.GetString(0), row.GetInt64(1) - 1, row.GetInt64(1)), cancellationToken);

    /// <summary>The events of some streams; not all of them if they are large.</summary>
    internal Task<List<JournalEntry>> EntriesAsync(IReadOnlyList<ShadowRange> ranges, CancellationToken cancellationToken) =>
        session.ReadAsync(
            EntriesSql,
            [
                Texts([.. ranges.Select(static r => r.Stream)]), new() { Value = ranges.Select(static r => r.After).ToArray() },
                new() { Value = ranges.Select(static r => r.To).ToArray() }, Number(MostBytes),
            ],
            Read,
            cancellationToken);

    /// <summary>The events of a second that a stream had applied by then.</summary>
    internal Task<List<JournalEntry>> OfSecondAsync(string stream, long applied, long occurredAt, CancellationToken cancellationToken) =>
        session.ReadAsync(
            PostgresStreamStore.AppliedOfSecondSql, [Text(stream), Number(applied), Number(occurredAt), new() { Value = RivalCopies.Most }], Read, cancellationToken);

    /// <summary>How fresh the new rows of some objects are.</summary>
    internal async Task<Dictionary<ObjectKey, ObjectVersion>> VersionsAsync(string account, IEnumerable<ObjectKey> keys, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<ObjectKey, ObjectVersion>();
        foreach (var table in keys.GroupBy(static k => k.Table))
        {
            var rows = await session.ReadAsync(
                ObjectVersions.Sql[table.Key],
                [Text(account), Texts([.. table.Select(static k => k.Id)])],
                row => (Key: new ObjectKey(table.Key, row.GetString(0)), Version: new ObjectVersion(row.GetInt64(1), row.GetInt32(2), row.GetBoolean(3), row.GetString(4), row.GetInt64(5))),
                cancellationToken);
            rows.ForEach(row => versions[row.Key] = row.Version);
        }

        return versions;
    }

    private static JournalEntry Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<byte[]>(7));
}

/// <summary>Versions of a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="After">The version before the first.</param>
/// <param name="To">The last.</param>
internal readonly record struct ShadowRange(string Stream, long After, long To);
