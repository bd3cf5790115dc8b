using Microsoft.Extensions.Options;
using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Journal;

/// <summary>Creates the journal's partitions ahead of time and drops those past their retention; at start and every hour.</summary>
internal sealed partial class PartitionMaintenance(
    NpgsqlDataSource dataSource, DatabaseGate database, IOptions<JournalOptions> options, TimeProvider time, ILogger<PartitionMaintenance> logger) : BackgroundService
{
    internal const string LockSql = "SELECT pg_advisory_xact_lock(7449354444533475)";
    internal const string EnsureSql = "SELECT ensure_partitions(3)";
    internal const string DropSql = "SELECT drop_expired_partitions($1, $2)";

    // Creating and dropping need a moment alone with the table. Waiting for it behind a long reader would make every append wait as well.
    internal const string TimeoutSql = "SET LOCAL lock_timeout = '500ms'";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(await TryRunAsync(stoppingToken) ? Interval : RetryInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; the next start does it.
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
            return false;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var wait = new NpgsqlCommand(LockSql, connection);
        await wait.ExecuteNonQueryAsync(cancellationToken);
        await using var timeout = new NpgsqlCommand(TimeoutSql, connection);
        await timeout.ExecuteNonQueryAsync(cancellationToken);

        await using var ensure = new NpgsqlCommand(EnsureSql, connection);
        var created = (int)(await ensure.ExecuteScalarAsync(cancellationToken))!;
        var dropped = new List<string>();
        await using var drop = new NpgsqlCommand(DropSql, connection)
        {
            Parameters = { new() { Value = options.Value.Retention }, new() { Value = options.Value.EventIdRetention } },
        };
        await using (var reader = await drop.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                dropped.Add(reader.GetString(0));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        if (created > 0 || dropped.Count > 0)
        {
            LogDone(logger, created, dropped.Count, string.Join(' ', dropped));
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "Partitions: {Created} weeks created, {Dropped} dropped: {Names}")]
    private static partial void LogDone(ILogger logger, int created, int dropped, string names);

    [LoggerMessage(2102, LogLevel.Error, "Partition maintenance failed and is tried again in a minute; events need next week's partition: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
