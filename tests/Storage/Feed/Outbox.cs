using Npgsql;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Feed;

/// <summary>Fills journal and outbox as the process does.</summary>
internal static class Outbox
{
    /// <summary>Appends streams of so many events each.</summary>
    /// <returns>The streams, and of each the positions of its events.</returns>
    internal static async Task<Dictionary<string, long[]>> AppendAsync(TestDatabase database, int streams, int events)
    {
        using (var journal = new PostgresJournalStore(new HotConnections(database.ConnectionString)))
        {
            journal.Append([.. from version in Enumerable.Range(1, events) from stream in Enumerable.Range(1, streams) select Events.Incoming($"evt_{stream}_{version}", $"stripe/customer/cus_{stream}")]);
        }

        var positions = new List<(string Stream, long Position)>();
        await using var command = database.DataSource.CreateCommand("SELECT stream, \"position\" FROM journal ORDER BY stream, version");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            positions.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return positions.GroupBy(static p => p.Stream).ToDictionary(static g => g.Key, static g => g.Select(static p => p.Position).ToArray());
    }

    /// <summary>The commit of a stream's next events, with which they leave.</summary>
    internal static StreamCommit Commit(string stream, long[] positions, int from, int to) =>
        new(stream, from, to, []) { Leaving = [.. positions[from..to].Select(static p => new LeavingEvent(p, []))] };

    /// <summary>Commits at once.</summary>
    internal static void Commit(TestDatabase database, params StreamCommit[] commits)
    {
        using var store = new PostgresCommitStore(new HotConnections(database.ConnectionString));
        Assert.Equal(commits.Length, store.Commit(commits).Count);
    }

    /// <summary>Commits in a transaction that rests before and after its last statement, or is rolled back there.</summary>
    internal static async Task CommitSlowlyAsync(NpgsqlConnection connection, StreamCommit[] commits, TimeSpan rest, bool rollsBack)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            new CommitStatements().Add(batch, commits);
            batch.BatchCommands.Insert(batch.BatchCommands.Count - 1, Rest(rest));
            batch.BatchCommands.Add(Rest(rest));
            await batch.ExecuteNonQueryAsync();
        }

        await (rollsBack ? transaction.RollbackAsync() : transaction.CommitAsync());
    }

    private static NpgsqlBatchCommand Rest(TimeSpan time) => new("SELECT pg_sleep($1)") { Parameters = { new NpgsqlParameter<double> { TypedValue = time.TotalSeconds } } };
}
