using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Deliveries;

/// <summary>Wakes the grains of destinations with something to deliver that no process has the lease of: after a crash, and when a time to try again has come. Lets other processes wake those of this one.</summary>
internal sealed partial class DeliveryScan(NpgsqlDataSource dataSource, DatabaseGate gate, DeliveryWakes wakes, TimeProvider time, ILogger<DeliveryScan> logger)
    : BackgroundService
{
    internal const string WaitingSql = """
        SELECT d.id
        FROM   destinations d
        WHERE  d.is_enabled AND d.deleted_at IS NULL
          AND  NOT EXISTS (SELECT FROM destination_leases l WHERE l.destination = d.number AND l.until > now())
          AND  (EXISTS (SELECT FROM deliveries q WHERE q.destination = d.number AND q.state = 1 AND q.due_at <= now())
                OR EXISTS (SELECT FROM deliveries q WHERE q.destination = d.number AND q.state = 0))
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var others = wakes.Listen();
        try
        {
            while (true)
            {
                await gate.WaitUntilReadyAsync(stoppingToken);
                await LookAsync(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var command = dataSource.CreateRead(WaitingSql);
            (await command.ReadAllAsync(static row => row.GetString(0), stoppingToken)).ForEach(wakes.Wake);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
        }
    }

    [LoggerMessage(7154, LogLevel.Warning, "Whether anything is to be delivered could not be looked up; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
