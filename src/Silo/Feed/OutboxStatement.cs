using Npgsql;
using NpgsqlTypes;
using Signalbox.Streams;

namespace Signalbox.Feed;

/// <summary>The statement that writes what leaves into the outbox, with its deliveries: the last one of a transaction, since it makes others wait until that ends.</summary>
internal static class OutboxStatement
{
    /// <summary>
    /// $1 the streams of the events and $2 their positions, in the order in which they leave; $3, $4 and $5 the deliveries: which of the events (from 1),
    /// to which destination, in which order. Only what belongs to streams whose cursor this transaction has moved. A destination that was deleted or
    /// disabled since the grain looked gets nothing.
    /// </summary>
    internal const string Sql = """
        WITH won AS MATERIALIZED (
            SELECT e.n, e."position", row_number() OVER (ORDER BY e.n) AS nth
            FROM   unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS e (stream, "position", n)
            JOIN   stream_cursors c ON c.stream = e.stream AND c.committed_by = pg_current_xact_id()
        ),
        head AS (
            UPDATE outbox_head
            SET    last = greatest(last, (extract(epoch FROM clock_timestamp()) * 1000)::bigint << 20) + (SELECT count(*) FROM won)
            WHERE  EXISTS (SELECT FROM won)
            RETURNING last - (SELECT count(*) FROM won) AS before
        ),
        numbered AS MATERIALIZED (
            SELECT w.n, w."position", h.before + w.nth AS seq FROM won w CROSS JOIN head h
        ),
        queued AS (
            INSERT INTO deliveries (destination, seq, "position", key)
            SELECT t.destination, n.seq, n."position", t.key
            FROM   unnest($3::integer[], $4::integer[], $5::bigint[]) AS t (n, destination, key)
            JOIN   numbered n ON n.n = t.n
            JOIN   destinations d ON d.number = t.destination AND d.is_enabled AND d.deleted_at IS NULL
        )
        INSERT INTO outbox (seq, "position") SELECT seq, "position" FROM numbered
        """;

    /// <summary>Adds it, if anything leaves.</summary>
    internal static void Add(NpgsqlBatch batch, IReadOnlyList<StreamCommit> commits)
    {
        var count = commits.Sum(static c => c.Leaving.Count);
        if (count == 0)
        {
            return;
        }

        var (streams, positions) = (new string[count], new long[count]);
        var (events, destinations, keys) = (new List<int>(), new List<int>(), new List<long?>());
        var n = 0;
        foreach (var commit in commits)
        {
            foreach (var leaving in commit.Leaving)
            {
                (streams[n], positions[n]) = (commit.Stream, leaving.Position);
                n++;
                foreach (var route in leaving.To)
                {
                    events.Add(n);
                    destinations.Add(route.Destination);
                    keys.Add(route.Key);
                }
            }
        }

        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = streams });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = positions });
        command.Parameters.Add(new NpgsqlParameter<List<int>> { TypedValue = events });
        command.Parameters.Add(new NpgsqlParameter<List<int>> { TypedValue = destinations });
        command.Parameters.Add(new NpgsqlParameter<List<long?>> { TypedValue = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        batch.BatchCommands.Add(command);
    }
}
