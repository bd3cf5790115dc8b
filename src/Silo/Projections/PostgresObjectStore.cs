using Npgsql;
using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <inheritdoc/>
/// <remarks>Over the shared pool, whose commits are on disk when they return: a read that was counted as done must not be undone by a crash.</remarks>
internal sealed class PostgresObjectStore(NpgsqlDataSource dataSource) : IObjectStore
{
    // A deadlock with a committer is rolled back by PostgreSQL and tried again.
    private const int MostAttempts = 5;

    // Makes the transaction one that waits for the disk, and with it every commit whose rows it has seen: events are committed without waiting
    // (docs/adr/0003), and a revision that a crash of PostgreSQL takes back would be given once more, to another state of the row.
    internal const string FlushSql = "SELECT pg_logical_emit_message(true, 'signalbox', '')";

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> RevisionsAsync(
        string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        var revisions = new Dictionary<ObjectKey, ObjectRevision>();
        var tables = keys.GroupBy(static k => k.Table).ToList();
        if (tables.Count == 0)
        {
            return revisions;
        }

        await using var batch = dataSource.CreateBatch();
        foreach (var table in tables)
        {
            var ids = table.Select(static k => k.Id).ToArray();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ObjectRevisions.Sql[table.Key]) { Parameters = { new() { Value = account }, new() { Value = ids } } });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(FlushSql));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var table in tables)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                revisions.Add(new ObjectKey(table.Key, reader.GetString(0)), new ObjectRevision(reader.GetInt64(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4)));
            }

            await reader.NextResultAsync(cancellationToken);
        }

        // To the end: only then is it on disk.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return revisions;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<ObjectKey>> KeepAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Select(static r => r.Object.Row.Head.Account).Distinct().Count() > 1 || rows.DistinctBy(static r => r.Object.Key).Count() < rows.Count)
        {
            throw new ArgumentException("The rows must be of one account, each object once.", nameof(rows));
        }

        for (var attempt = 1; rows.Count > 0; attempt++)
        {
            try
            {
                return await WriteAsync(rows, cancellationToken);
            }
            catch (PostgresException e) when (PostgresFaults.IsAboutTheMoment(e) && attempt < MostAttempts)
            {
                // Nothing was written.
            }
        }

        return new HashSet<ObjectKey>();
    }

    /// <inheritdoc/>
    public async Task SignalAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken)
    {
        for (var attempt = 1; keys.Count > 0; attempt++)
        {
            try
            {
                await using var batch = dataSource.CreateBatch();
                foreach (var table in keys.GroupBy(static k => k.Table).OrderBy(static t => t.Key))
                {
                    var ids = table.Select(static k => k.Id).ToArray();
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(CommandSignals.Sql[table.Key]) { Parameters = { new() { Value = account }, new() { Value = ids } } });
                }

                await batch.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (PostgresException e) when (PostgresFaults.IsAboutTheMoment(e) && attempt < MostAttempts)
            {
                // Nothing was written.
            }
        }
    }

    private async Task<HashSet<ObjectKey>> WriteAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken)
    {
        // Where there is a row, a stub only marks it as deleted; where there is none, it is all that can be kept.
        var stubs = rows.Where(static r => r.Object.IsStub && r.Revision > 0).ToList();
        var whole = rows.Except(stubs).ToList();
        var tables = new ProjectionTables();
        foreach (var row in whole)
        {
            tables.Add(row.Object.Row with { Head = row.Object.Row.Head with { Revision = row.Revision } });
        }

        // One batch is one transaction. Its results come in the order of the tables, first of the whole objects, then of the stubs.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        tables.Keep(batch);
        var answers = whole.Select(static r => r.Object.Key.Table).Distinct().Order().ToList();
        foreach (var table in stubs.GroupBy(static s => s.Object.Key.Table).OrderBy(static t => t.Key))
        {
            batch.BatchCommands.Add(Tombstones(table.Key, [.. table.OrderBy(static s => s.Object.Key.Id, StringComparer.Ordinal)]));
            answers.Add(table.Key);
        }

        var kept = new HashSet<ObjectKey>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var table in answers)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                kept.Add(new ObjectKey(table, reader.GetString(0)));
            }

            await reader.NextResultAsync(cancellationToken);
        }

        return kept;
    }

    private static NpgsqlBatchCommand Tombstones(ProjectionTable table, IReadOnlyList<ObservedRow> stubs)
    {
        var command = new NpgsqlBatchCommand(ObjectTombstones.Sql[table]);
        _ = new ColumnSet<ObservedRow>(stubs, command.Parameters)
            .Texts(static s => s.Object.Row.Head.Account)
            .Texts(static s => s.Object.Key.Id)
            .Numbers(static s => s.Object.Row.Head.AsOf)
            .Integers(static s => s.Object.Row.Head.Rank)
            .Numbers(static s => s.Revision);
        return command;
    }
}
