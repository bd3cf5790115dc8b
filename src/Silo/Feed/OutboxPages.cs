using Npgsql;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Publishing;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Feed;

/// <summary>Reads the outbox with its events, by number. Safe for concurrent use.</summary>
internal sealed class OutboxPages(NpgsqlDataSource dataSource)
{
    /// <summary>What the first number of the row says holds for all below it: a transaction has its numbers under the lock of this row until it has committed.</summary>
    internal const string HeadSql = "SELECT last FROM outbox_head";

    // $1 behind this number, $2 at most so many, $3 as long as the bodies before it are shorter than this. The length of a body is known without
    // reading it. An event whose week of the journal was dropped leaves its number behind.
    internal const string PageSql = """
        SELECT p.seq, p."position", p.event_id, p.type, p.account, p.stream, p.version, p.occurred_at, p.received_at, p.headers, p.payload,
               p.nth = $2 OR p.before + p.length >= $3
        FROM   (
            SELECT o.seq, o."position", j.event_id, j.type, j.account, j.stream, j.version, j.occurred_at, j.received_at, j.headers, j.payload,
                   coalesce(octet_length(j.payload), 0) AS length,
                   row_number() OVER w AS nth,
                   sum(coalesce(octet_length(j.payload), 0)) OVER w - coalesce(octet_length(j.payload), 0) AS before
            FROM   (SELECT seq, "position" FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2) o
            LEFT   JOIN journal j ON j."position" = o."position"
            WINDOW w AS (ORDER BY o.seq ROWS UNBOUNDED PRECEDING)
        ) p
        WHERE  p.before < $3
        ORDER  BY p.seq
        """;

    // The first number of the oldest week that there is. Asked for behind the page: what a week lost while the page was read is noticed.
    internal const string OldestSql = """
        SELECT min(journal_position((right(c.relname, 8) || ' 00:00+00')::timestamptz))
        FROM   pg_inherits i
        JOIN   pg_class c ON c.oid = i.inhrelid
        WHERE  i.inhparent = 'outbox'::regclass
        """;

    /// <summary>The last number that was given out.</summary>
    internal async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(HeadSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The first number that is surely kept.</summary>
    internal async Task<long> OldestAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(OldestSql);
        return await command.ExecuteScalarAsync(cancellationToken) is long oldest ? oldest : 0;
    }

    /// <summary>Reads what is behind a number, in order.</summary>
    /// <param name="after">The number.</param>
    /// <param name="limit">The most events.</param>
    /// <param name="bytes">The most bytes of bodies; a single one may be larger.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    internal async Task<OutboxPage> ReadAsync(long after, int limit, long bytes, CancellationToken cancellationToken)
    {
        var (events, last, hasMore) = (new List<FeedEvent>(), after, false);
        await using var command = dataSource.CreateRead(PageSql, Number(after), Number(limit), Number(bytes));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            (last, hasMore) = (reader.GetInt64(0), reader.GetBoolean(11));
            if (!reader.IsDBNull(2))
            {
                events.Add(Read(reader));
            }
        }

        return new OutboxPage(events, last, hasMore);
    }

    private static FeedEvent Read(NpgsqlDataReader row)
    {
        var stream = row.GetString(5);
        return new FeedEvent(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            stream,
            row.GetInt64(6),
            StreamKey.TryParse(stream, out var key) ? PublishedStreams.TenantOf(key) : null,
            row.GetInt64(7),
            row.GetFieldValue<DateTimeOffset>(8),
            StoredHeaders.Parse(row.GetString(9)).TryGetValue("Content-Type", out var type) ? type : "application/json",
            row.GetFieldValue<byte[]>(10));
    }
}

/// <summary>A part of the outbox.</summary>
/// <param name="Events">Those whose body is still kept.</param>
/// <param name="Last">The last number that was looked at.</param>
/// <param name="HasMore">Whether there may be more behind it already.</param>
internal sealed record OutboxPage(IReadOnlyList<FeedEvent> Events, long Last, bool HasMore);
