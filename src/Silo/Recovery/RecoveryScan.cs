using Microsoft.Extensions.Options;
using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Recovery;

/// <summary>
/// Wakes the grains of streams that nobody works on: those whose retry is due, and those with events that a dead process, a lost message or
/// a crash of PostgreSQL left unapplied.
/// </summary>
internal sealed partial class RecoveryScan(
    RecoveryStore store, DatabaseGate database, IStreamDispatcher dispatcher, IOptions<RecoveryOptions> options, TimeProvider time, ILogger<RecoveryScan> logger)
    : BackgroundService
{
    // More than this are woken by the next look.
    private const int MostDue = 1_000;

    private readonly RecoveryOptions _options = options.Value;

    // Where the next piece of the tail begins; 0 for the mark.
    private long _searchedTo;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            await Task.WhenAll(
                RepeatAsync(_options.DueInterval, WakeDueAsync, stoppingToken),
                RepeatAsync(_options.TailInterval, SearchTailAsync, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; what is left is found at the next start.
        }
    }

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task<bool>> look, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await look(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, PostgresFaults.Describe(e));
            }

            if (!more)
            {
                await Task.Delay(interval, time, stoppingToken);
            }
        }
    }

    private async Task<bool> WakeDueAsync(CancellationToken cancellationToken)
    {
        var due = await store.ClaimDueAsync(MostDue, cancellationToken);
        due.ForEach(dispatcher.Wake);
        return due.Count == MostDue;
    }

    private async Task<bool> SearchTailAsync(CancellationToken cancellationToken)
    {
        (var streams, _searchedTo) = await store.SearchTailAsync(_options.Patience, _options.TailEntries, _searchedTo, cancellationToken);
        if (streams.Count > 0)
        {
            LogWaking(logger, streams.Count);
            streams.ForEach(dispatcher.Wake);
        }

        return _searchedTo != 0;
    }

    [LoggerMessage(4001, LogLevel.Information, "Waking {Streams} streams with events that were not applied")]
    private static partial void LogWaking(ILogger logger, int streams);

    [LoggerMessage(4002, LogLevel.Warning, "The recovery scan could not look; it tries again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
