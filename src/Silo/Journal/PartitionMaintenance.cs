using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Journal;

/// <summary>
/// Creates the partitions of the journal, the outbox and the attempts of deliveries ahead of time and drops those past their retention, unless somebody needs them; at start and every hour. What
/// is kept is reported.
/// </summary>
internal sealed partial class PartitionMaintenance : BackgroundService
{
    internal const string LockSql = "SELECT pg_advisory_xact_lock(7449354444533475)";
    internal const string EnsureSql = "SELECT ensure_partitions(3) + ensure_outbox_partitions(3) + ensure_attempt_partitions(3)";
    internal const string ExpiredSql = "SELECT name, kept_for FROM expired_partitions($1, $2, $3)";
    internal const string DropSql = "SELECT drop_expired_partition($1, $2, $3, $4)";
    internal const string ForgetFaultsSql = "DELETE FROM apply_faults WHERE at < now() - $1::interval";

    // Creating and dropping need a moment alone with the table. Waiting for it behind a long reader would make every append wait as well.
    internal const string TimeoutSql = "SET LOCAL lock_timeout = '500ms'";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _dataSource;
    private readonly DatabaseGate _database;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PartitionMaintenance> _logger;
    private int _kept;
    private string _toldOfKept = string.Empty;

    public PartitionMaintenance(
        NpgsqlDataSource dataSource, DatabaseGate database, IOptions<JournalOptions> options, IMeterFactory meters, TimeProvider time, ILogger<PartitionMaintenance> logger)
    {
        (_dataSource, _database, _options, _time, _logger) = (dataSource, database, options.Value, time, logger);
        meters.Create("Signalbox").CreateObservableGauge(
            "signalbox.journal.partitions.kept", () => Volatile.Read(ref _kept), "{partition}", "Partitions that are kept although their retention has ended, because somebody needs them.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _database.WaitUntilReadyAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(await TryRunAsync(stoppingToken) ? Interval : RetryInterval, _time, stoppingToken);
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
            LogFailed(_logger, PostgresFaults.Describe(e));
            return false;
        }
    }

    /// <summary>Creates what is missing, drops what nobody needs any more, and reports what is kept.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var created = await InTurnAsync(EnsureSql, [], cancellationToken) is int partitions ? partitions : 0;
        var (dropped, kept) = (new List<string>(), new List<string>());
        foreach (var (name, keptFor) in await ExpiredAsync(cancellationToken))
        {
            if (keptFor is null && await InTurnAsync(DropSql, [name, _options.Retention, _options.EventIdRetention, _options.AttemptRetention], cancellationToken) is true)
            {
                dropped.Add(name);
            }
            else
            {
                kept.Add($"{name} ({keptFor ?? "needed by now"})");
            }
        }

        await using var forget = _dataSource.CreateCommand(ForgetFaultsSql);
        forget.Parameters.Add(new() { Value = _options.Retention });
        await forget.ExecuteNonQueryAsync(cancellationToken);
        if (created > 0 || dropped.Count > 0)
        {
            LogDone(_logger, created, dropped.Count, string.Join(' ', dropped));
        }

        Volatile.Write(ref _kept, kept.Count);
        var told = string.Join(", ", kept);
        if (told != _toldOfKept && kept.Count > 0)
        {
            LogKept(_logger, kept.Count, told);
        }

        _toldOfKept = told;
    }

    private async Task<List<(string Name, string? KeptFor)>> ExpiredAsync(CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(ExpiredSql);
        command.Parameters.Add(new() { Value = _options.Retention });
        command.Parameters.Add(new() { Value = _options.EventIdRetention });
        command.Parameters.Add(new() { Value = _options.AttemptRetention });
        return await command.ReadAllAsync(static row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), cancellationToken);
    }

    /// <summary>Each in a transaction of its own, one process at a time.</summary>
    private async Task<object?> InTurnAsync(string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var wait = new NpgsqlCommand(LockSql, connection);
        await wait.ExecuteNonQueryAsync(cancellationToken);
        await using var timeout = new NpgsqlCommand(TimeoutSql, connection);
        await timeout.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var answer = await command.ExecuteScalarAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    [LoggerMessage(2101, LogLevel.Information, "Partitions: {Created} created, {Dropped} dropped: {Names}")]
    private static partial void LogDone(ILogger logger, int created, int dropped, string names);

    [LoggerMessage(2102, LogLevel.Error, "Partition maintenance failed and is tried again in a minute; events need next week's partition: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    [LoggerMessage(6221, LogLevel.Warning, "{Kept} partitions are kept although their retention has ended: {Names}")]
    private static partial void LogKept(ILogger logger, int kept, string names);
}
