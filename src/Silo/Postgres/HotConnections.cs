using Npgsql;

namespace Signalbox.Postgres;

/// <summary>
/// Opens the few connections that run one prepared statement over and over: the journal writer's and the committer's. Their plans are
/// pinned by settings, since a prepared statement keeps the plan it got when the tables were empty, when a sequential scan looked best; and
/// JIT is off, since the planner takes the price of a forbidden step for the work of a large query.
/// </summary>
internal sealed class HotConnections(string connectionString)
{
    /// <summary>By-key access only; batches are joined to each other by hash, never pairwise.</summary>
    internal const string AppendSettings = "SET jit = off; SET enable_seqscan = off; SET enable_nestloop = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan; SET statement_timeout = '20s'; SET synchronous_commit = on";

    /// <summary>
    /// By-key access, in the order of the batch's rows (nested loops), so that two committers take their locks in the same order. A commit
    /// need not be on disk when it returns: what a crash of PostgreSQL undoes is applied again from the journal (docs/adr/0003).
    /// </summary>
    internal const string CommitSettings = "SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan; SET statement_timeout = '20s'; SET synchronous_commit = off";

    /// <summary>Notifications: what is lost in a crash was a hint.</summary>
    internal const string WakeSettings = "SET statement_timeout = '20s'; SET synchronous_commit = off";

    // Outside the shared pool, whose connections must not keep these settings. Every statement is prepared at its first use.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 1,
        CommandTimeout = 25,
    }.ConnectionString;

    /// <summary>Opens a connection of its own with these settings; blocks.</summary>
    internal NpgsqlConnection Open(string settings)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = new NpgsqlCommand(settings, connection);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
