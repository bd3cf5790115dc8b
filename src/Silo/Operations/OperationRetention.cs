using Microsoft.Extensions.Options;
using Signalbox.Postgres;

namespace Signalbox.Operations;

/// <summary>Deletes operations whose time is over, at the start and once an hour.</summary>
internal sealed partial class OperationRetention(
    IOperationStore store, DatabaseGate database, IOptions<OperationOptions> options, TimeProvider time, ILogger<OperationRetention> logger) : BackgroundService
{
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            while (true)
            {
                await ForgetAsync(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private async Task ForgetAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await store.ForgetAsync(options.Value.Retention, MostAtOnce, stoppingToken) == MostAtOnce)
            {
                // Batch by batch, so that no transaction is a long one.
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
        }
    }

    [LoggerMessage(5105, LogLevel.Warning, "Old operations could not be deleted; trying again in an hour: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
