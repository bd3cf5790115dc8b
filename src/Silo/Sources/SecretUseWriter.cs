using Npgsql;
using NpgsqlTypes;
using Signalbox.Ingress;
using Signalbox.Postgres;

namespace Signalbox.Sources;

/// <summary>Writes every few seconds, in one statement, which secrets have verified webhooks. A process that dies loses the last seconds' counts.</summary>
internal sealed partial class SecretUseWriter(
    SecretUses uses, NpgsqlDataSource dataSource, DatabaseGate gate, TimeProvider time, ILogger<SecretUseWriter> logger) : BackgroundService
{
    // Sorted, so that two processes never wait for each other in a circle.
    internal const string WriteSql = """
        INSERT INTO secret_uses AS u (source, fingerprint, verified, last_matched_at)
        SELECT   source, fingerprint, verified, last_matched_at
        FROM     unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[]) AS counted (source, fingerprint, verified, last_matched_at)
        ORDER BY source, fingerprint
        ON CONFLICT (source, fingerprint) DO UPDATE
        SET      verified = u.verified + excluded.verified, last_matched_at = greatest(u.last_matched_at, excluded.last_matched_at)
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (gate.IsReady)
        {
            await WriteOrKeepAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await gate.WaitUntilReadyAsync(stoppingToken);
                await WriteOrKeepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was counted since is written at the end.
        }
    }

    /// <summary>Writes what was counted. If that fails it is counted still.</summary>
    internal async Task WriteOrKeepAsync(CancellationToken cancellationToken)
    {
        var counted = uses.Take();
        if (counted.Count == 0)
        {
            return;
        }

        try
        {
            await using var command = dataSource.CreateCommand(WriteSql);
            command.Parameters.Add(ReadCommands.Texts([.. counted.Select(static c => c.Source)]));
            command.Parameters.Add(ReadCommands.Texts([.. counted.Select(static c => c.Fingerprint)]));
            command.Parameters.Add(new() { Value = counted.Select(static c => c.Verified).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            command.Parameters.Add(new() { Value = counted.Select(static c => c.LastAt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            uses.GiveBack(counted);
            LogNotWritten(logger, PostgresFaults.Describe(e));
        }
    }

    [LoggerMessage(1413, LogLevel.Warning, "Which secrets verified webhooks could not be written down; it is kept and written later: {Fault}")]
    private static partial void LogNotWritten(ILogger logger, string fault);
}
