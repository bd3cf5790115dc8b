using Npgsql;
using Signalbox.Feed;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>
/// The statements of a group of commits, for one transaction. The first answers with the streams whose cursor it moved; those behind it write for
/// these streams only. Not thread-safe.
/// </summary>
internal sealed class CommitStatements
{
    // The swap: a cursor that is not where its grain thinks matches no row. The second condition guards the invariant
    // applied <= version again, in the statement itself.
    internal const string SwapSql = """
        UPDATE stream_cursors c
        SET    applied = m.applied, committed_by = pg_current_xact_id()
        FROM   unnest($1::text[], $2::bigint[], $3::bigint[]) AS m (stream, expected, applied)
        WHERE  c.stream = m.stream
          AND  c.applied = m.expected
          AND  m.applied <= (SELECT h.version FROM stream_heads h WHERE h.stream = m.stream)
        RETURNING c.stream
        """;

    private readonly ProjectionTables _tables = new();
    private readonly FactTables _facts = new();

    /// <summary>Adds the statements.</summary>
    internal void Add(NpgsqlBatch batch, IReadOnlyList<StreamCommit> commits)
    {
        var swap = new NpgsqlBatchCommand(SwapSql);
        _ = new ColumnSet<StreamCommit>(commits, swap.Parameters)
            .Texts(static c => c.Stream)
            .Numbers(static c => c.From)
            .Numbers(static c => c.To);
        batch.BatchCommands.Add(swap);
        RowReplacements.Add(batch, commits);
        foreach (var row in commits.SelectMany(static c => c.Rows))
        {
            _tables.Add(row);
        }

        _tables.Flush(batch);
        AddFacts(batch, commits);
        AddSignals(batch, commits);
        OutboxStatement.Add(batch, commits);
    }

    private void AddFacts(NpgsqlBatch batch, IReadOnlyList<StreamCommit> commits)
    {
        foreach (var commit in commits)
        {
            foreach (var fact in commit.Facts)
            {
                _facts.Add(fact, isAgain: commit.Again.Count > 0);
            }
        }

        _facts.Flush(batch);
    }

    /// <summary>Behind the rows, and in the order of the tables, as they are: only what was not written by the statements before.</summary>
    private static void AddSignals(NpgsqlBatch batch, IReadOnlyList<StreamCommit> commits)
    {
        foreach (var table in commits.SelectMany(static c => c.Signals).GroupBy(static s => s.Key.Table).OrderBy(static t => t.Key))
        {
            var command = new NpgsqlBatchCommand(ObjectSignals.Sql[table.Key]);
            _ = new ColumnSet<ObjectSignal>([.. table.OrderBy(static s => s.Key.Id, StringComparer.Ordinal)], command.Parameters)
                .Texts(static s => s.Stream.Account)
                .Texts(static s => s.Key.Id)
                .Texts(static s => s.Stream.ToString())
                .Texts(static s => s.Copy);
            batch.BatchCommands.Add(command);
        }
    }
}
