using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Rebuilds;

/// <summary>
/// The one connection of a process that works on a rebuild. Statements that name a table without a schema mean the new one, and what has no new
/// one the live one: so the statements of live commits fill the new tables. Each transaction begins with the fence: were the rebuild no longer
/// the caller's, the new tables might be gone, and the same names would mean the live ones. Not thread-safe.
/// </summary>
internal sealed class ShadowSession : IAsyncDisposable
{
    // Plans for the values at hand: the tables grow from nothing while they are filled.
    private const string Settings =
        "SET search_path = signalbox_shadow, signalbox; SET jit = off; SET plan_cache_mode = force_custom_plan; SET synchronous_commit = off; SET statement_timeout = 0";

    // $1 id, $2 attempt, $3 lease, $4 events more, $5 rows carried more.
    internal const string FenceSql = """
        UPDATE signalbox.rebuilds
        SET    leased_until = clock_timestamp() + $3::interval, events = events + $4, carried = carried + $5, fault = NULL, failures = 0
        WHERE  id = $1
          AND  attempts = $2
          AND  state = 'running'
        """;

    private readonly NpgsqlConnection _connection;
    private readonly RebuildWork _work;
    private readonly TimeSpan _lease;

    internal ShadowSession(HotConnections connections, RebuildWork work, TimeSpan lease)
    {
        (_connection, _work, _lease) = (connections.Open(Settings), work, lease);
    }

    /// <summary>The connection; for statements inside of <see cref="WriteAsync"/>, and for reading outside of it.</summary>
    internal NpgsqlConnection Connection => _connection;

    /// <summary>Carries out a part in one transaction, and goes on with the rebuild for the time of a lease.</summary>
    /// <param name="part">The part; returns how many events and carried rows it has added.</param>
    /// <param name="cancellationToken">Stops; nothing of the part is written then.</param>
    /// <exception cref="RebuildLostException">The rebuild was cancelled, or another process has taken it. Nothing was written.</exception>
    internal async Task<ShadowProgress> WriteAsync(Func<Task<ShadowProgress>> part, CancellationToken cancellationToken)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
        await FenceAsync(default, cancellationToken);
        var progress = await part();
        if (progress != default)
        {
            await FenceAsync(progress, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return progress;
    }

    /// <summary>Executes statements that have no parameters.</summary>
    internal Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(sql, [], cancellationToken);

    /// <summary>Executes a statement.</summary>
    internal async Task<int> ExecuteAsync(string sql, IReadOnlyList<NpgsqlParameter> values, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads the rows of a statement.</summary>
    internal async Task<List<T>> ReadAsync<T>(string sql, IReadOnlyList<NpgsqlParameter> values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, values);
        return await command.ReadAllAsync(read, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task FenceAsync(ShadowProgress progress, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] values =
        [
            new() { Value = _work.Id }, new() { Value = _work.Attempt }, new() { Value = _lease }, new() { Value = progress.Events }, new() { Value = progress.Carried },
        ];
        if (await ExecuteAsync(FenceSql, values, cancellationToken) == 0)
        {
            throw new RebuildLostException();
        }
    }

    private NpgsqlCommand Command(string sql, IReadOnlyList<NpgsqlParameter> values)
    {
        // Reading all of a large table takes its time; whoever cancels the rebuild waits for it.
        var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            // A copy: who calls may use them once more.
            command.Parameters.Add(value.Clone());
        }

        return command;
    }
}

/// <summary>What a part of a rebuild has added.</summary>
/// <param name="Events">How many events are in the new tables.</param>
/// <param name="Carried">How many rows were taken over from the live tables.</param>
internal readonly record struct ShadowProgress(long Events, long Carried);

/// <summary>The rebuild was cancelled, or is another process's now.</summary>
internal sealed class RebuildLostException() : Exception("The rebuild was cancelled, or is another process's now.");
