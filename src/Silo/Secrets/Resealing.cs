using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Secrets;

/// <summary>
/// After a rotation, seals under the current data key what is left under older ones, or in clear from an earlier version; and says every few
/// seconds that this process runs and which master keys it has. One process at a time; a crash costs a pass, which finds what is done.
/// </summary>
internal sealed partial class Resealing(
    DataKeys keys, Vault vault, NpgsqlDataSource dataSource, DatabaseGate gate, TimeProvider time, ILogger<Resealing> logger) : BackgroundService
{
    internal const string TryLeadSql = "SELECT pg_try_advisory_xact_lock(7449354444533483)";

    // A process that had not heard of the rotation may have sealed something under the old key after the first pass: once more, when none can any longer.
    internal const string DueSql = $"""
        SELECT count(*) FILTER (WHERE retired_at < now() - interval '{DataKeys.HolderLifetime}'), count(*)
        FROM   data_keys
        WHERE  NOT is_current
          AND  emptied_at IS NULL
        """;

    internal const string EmptiedSql = $"""
        UPDATE data_keys
        SET    emptied_at = now()
        WHERE  NOT is_current
          AND  emptied_at IS NULL
          AND  retired_at < now() - interval '{DataKeys.HolderLifetime}'
        """;

    internal const string ForgetHoldersSql = $"DELETE FROM key_holders WHERE seen_at < now() - 10 * interval '{DataKeys.HolderLifetime}'";
    internal const string LeaveSql = "DELETE FROM key_holders WHERE process = $1";

    private const int BatchSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private Guid _passedFor;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!gate.IsReady)
        {
            return;
        }

        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await DataKeys.ExecuteAsync(connection, LeaveSql, cancellationToken, keys.Process);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // Then it counts as running for a minute longer.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await gate.WaitUntilReadyAsync(stoppingToken);
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(logger, e is SecretUnavailableException ? e.Message : PostgresFaults.Describe(e));
                }

                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Another process, or the next start, goes on.
        }
    }

    /// <summary>Says that this process runs, and seals what is due.</summary>
    /// <returns>How many values were sealed anew.</returns>
    internal async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await keys.HoldAsync(connection, cancellationToken);
        await DataKeys.ExecuteAsync(connection, ForgetHoldersSql, cancellationToken);
        var (settled, open) = await DueAsync(connection, cancellationToken);
        if (open == 0)
        {
            return 0;
        }

        var current = await keys.CurrentAsync(cancellationToken);
        if (current.Id == _passedFor && settled < open)
        {
            return 0;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var lead = new NpgsqlCommand(TryLeadSql, connection);
        if (await lead.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return 0;
        }

        var (done, refused) = (0, 0);
        foreach (var column in SealedColumn.All)
        {
            var (sealedAnew, left) = await GoThroughAsync(column, current, cancellationToken);
            done += sealedAnew;
            refused += left;
        }

        if (refused == 0)
        {
            await DataKeys.ExecuteAsync(connection, EmptiedSql, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        _passedFor = current.Id;
        if (done > 0)
        {
            LogDone(logger, done, current.Id);
        }

        return done;
    }

    private async Task<(int Done, int Refused)> GoThroughAsync(SealedColumn column, DataKey current, CancellationToken cancellationToken)
    {
        var (done, refused, after) = (0, 0, string.Empty);
        while (true)
        {
            // Each write is a transaction of its own: nothing is locked for longer than that.
            var batch = await BatchAsync(column, current, after, cancellationToken);
            foreach (var (row, value) in batch)
            {
                var place = new SealedPlace(column.Name, row);
                try
                {
                    var clear = await vault.OpenOrClearAsync(place, value, cancellationToken);
                    await using var replace = dataSource.CreateCommand(column.Replace);
                    replace.Parameters.Add(new() { Value = row });
                    replace.Parameters.Add(new() { Value = value });
                    replace.Parameters.Add(new() { Value = SealedBytes.Seal(current.Value, current.Id, place, clear) });
                    done += await replace.ExecuteNonQueryAsync(cancellationToken);
                }
                catch (SecretUnavailableException e)
                {
                    LogRefused(logger, e.Message);
                    refused++;
                }
            }

            if (batch.Count < BatchSize)
            {
                return (done, refused);
            }

            after = batch[^1].Row;
        }
    }

    private async Task<List<(string Row, byte[] Value)>> BatchAsync(SealedColumn column, DataKey current, string after, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(column.Batch);
        command.CommandTimeout = 300; // may look at every row of the table to find none
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = SealedBytes.HeaderOf(current.Id) });
        command.Parameters.Add(new() { Value = BatchSize });
        return await command.ReadAllAsync(static row => (row.GetString(0), row.GetFieldValue<byte[]>(1)), cancellationToken);
    }

    private static async Task<(long Settled, long Open)> DueAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DueSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    [LoggerMessage(1420, LogLevel.Information, "Sealed {Count} values under the current data key {Key}")]
    private static partial void LogDone(ILogger logger, int count, Guid key);

    [LoggerMessage(1421, LogLevel.Error, "A value stays under its old key: {Fault}")]
    private static partial void LogRefused(ILogger logger, string fault);

    [LoggerMessage(1422, LogLevel.Warning, "Values could not be sealed under the current key; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
