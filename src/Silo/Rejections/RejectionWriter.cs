using Microsoft.Extensions.Options;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Secrets;

namespace Signalbox.Rejections;

/// <summary>Writes the sample of refused webhooks, one after another, and sweeps it every ten minutes. What cannot be written is dropped.</summary>
internal sealed partial class RejectionWriter(
    RejectionSample sample, PostgresRejections rejections, IOptions<RejectionOptions> options, DatabaseGate gate, TimeProvider time, ILogger<RejectionWriter> logger) : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WriteAllAsync(stoppingToken), SweepAllAsync(stoppingToken));

    private async Task WriteAllAsync(CancellationToken stoppingToken)
    {
        await foreach (var rejected in sample.Waiting.ReadAllAsync(stoppingToken))
        {
            if (gate.IsReady && options.Value.PerSource > 0)
            {
                await TryAsync(() => rejections.AddAsync(rejected, stoppingToken), stoppingToken);
            }
        }
    }

    private async Task SweepAllAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        do
        {
            await gate.WaitUntilReadyAsync(stoppingToken);
            await TryAsync(() => rejections.SweepAsync(stoppingToken), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<Task> write, CancellationToken stoppingToken)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or SecretUnavailableException && !stoppingToken.IsCancellationRequested)
        {
            LogNotWritten(logger, PostgresFaults.Describe(e));
        }
    }

    [LoggerMessage(1551, LogLevel.Warning, "The sample of refused webhooks could not be written: {Fault}")]
    private static partial void LogNotWritten(ILogger logger, string fault);
}
