using Microsoft.Extensions.Options;
using Signalbox.Postgres;

namespace Signalbox.Operations;

/// <summary>Goes on with operations that have no outcome: those asked for without waiting, those whose attempt told nothing, and those of dead processes.</summary>
internal sealed partial class OperationSettler(
    IOperationStore store, OperationRunner runner, DatabaseGate database, IOptions<OperationOptions> options, TimeProvider time, ILogger<OperationSettler> logger)
    : BackgroundService
{
    private const int MostAtOnce = 16;
    private const int MostForgotten = 1_000;

    private readonly OperationOptions _options = options.Value;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            while (true)
            {
                if (!await LookAsync(stoppingToken))
                {
                    await Task.Delay(_options.SettleInterval, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way keeps its lease; another process, or the next start, goes on when that is over.
        }
    }

    private async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var due = await store.ClaimDueAsync(MostAtOnce, _options.Lease, stoppingToken);
            await Task.WhenAll(due.Select(runner.AttemptAsync));
            return due.Count == MostAtOnce | await store.ForgetAsync(_options.Retention, MostForgotten, stoppingToken) == MostForgotten;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
            return false;
        }
    }

    [LoggerMessage(5002, LogLevel.Warning, "Operations could not be settled; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
