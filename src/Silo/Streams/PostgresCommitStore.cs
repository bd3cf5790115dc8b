using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Streams;

/// <summary>Writes a group of commits in one transaction and one round trip. One caller at a time.</summary>
internal sealed class PostgresCommitStore(HotConnections connections) : IDisposable
{
    private readonly CommitStatements _statements = new();
    private NpgsqlConnection? _connection;

    /// <summary>Commits them; blocks.</summary>
    /// <returns>The streams whose cursor was moved, with their rows written; the others were fenced off.</returns>
    /// <exception cref="NpgsqlException">Nothing is known of the outcome, or the whole group was refused.</exception>
    internal HashSet<string> Commit(IReadOnlyList<StreamCommit> commits)
    {
        try
        {
            _connection ??= connections.Open(HotConnections.CommitSettings);
            using var batch = new NpgsqlBatch(_connection);
            _statements.Add(batch, commits);
            var moved = new HashSet<string>(commits.Count);
            using var reader = batch.ExecuteReader();
            while (reader.Read())
            {
                moved.Add(reader.GetString(0));
            }

            // Runs through the other statements: only then is the transaction known to be committed.
            while (reader.NextResult())
            {
            }

            return moved;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
