using Microsoft.Extensions.Options;
using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Rebuilds;

/// <summary>Takes a rebuild that nobody is at, a new one or that of a process that died, and works on it; drops what ended ones have left.</summary>
internal sealed partial class RebuildRunner(
    PostgresRebuildStore store, ShadowRebuild rebuild, NpgsqlDataSource dataSource, DatabaseGate database, IOptions<RebuildOptions> options, TimeProvider time,
    ILogger<RebuildRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);

    private readonly RebuildOptions _options = options.Value;
    private DateTimeOffset _forgetAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await database.WaitUntilReadyAsync(stoppingToken);
                await LookAsync(stoppingToken);
                await Task.Delay(_options.LookInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way is left to another process, or to the next start.
        }
    }

    /// <summary>Takes the rebuild, if there is one, and works on it until it ends or cannot go on.</summary>
    internal async Task LookAsync(CancellationToken stoppingToken)
    {
        RebuildWork? work = null;
        try
        {
            await CleanAsync(stoppingToken);
            work = await store.ClaimAsync(_options.Lease, stoppingToken);
            if (work is not null)
            {
                LogGoesOn(logger, work.Id, work.Step);
                await rebuild.RunAsync(work, stoppingToken);
                await CleanAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // So that another process, or the next start, need not wait for the end of the lease.
            await (work is null ? Task.CompletedTask : store.LeaveAsync(work, CancellationToken.None));
            throw;
        }
        catch (RebuildLostException)
        {
            LogLost(logger, work!.Id);
        }
        catch (Exception e)
        {
            await TryPostponeAsync(work, e, stoppingToken);
        }
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (await ShadowLeftovers.DropAsync(dataSource, _options.LockTimeout, cancellationToken))
        {
            LogDropped(logger);
        }

        if (time.GetUtcNow() >= _forgetAt)
        {
            await store.ForgetAsync(_options.Retention, cancellationToken);
            _forgetAt = time.GetUtcNow() + ForgetInterval;
        }
    }

    private async Task TryPostponeAsync(RebuildWork? work, Exception cause, CancellationToken cancellationToken)
    {
        var fault = PostgresFaults.Describe(cause);
        LogFailed(logger, work?.Id ?? "(none)", fault);
        try
        {
            // That others hold locks is nobody's fault, and passes.
            var isBusy = PostgresFaults.IsAboutTheMoment(cause) || cause is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };
            int? attempts = cause is RebuildImpossibleException ? 1 : isBusy ? null : _options.Attempts;
            await (work is null ? Task.CompletedTask : store.PostponeAsync(work, fault, _options.RetryWait, attempts, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database is away. The lease ends by itself.
            LogFailed(logger, work?.Id ?? "(none)", PostgresFaults.Describe(e));
        }
    }

    [LoggerMessage(6242, LogLevel.Information, "Rebuild {Id} goes on ({Step})")]
    private static partial void LogGoesOn(ILogger logger, string id, string step);

    [LoggerMessage(6243, LogLevel.Information, "Rebuild {Id} was cancelled, or is another process's now")]
    private static partial void LogLost(ILogger logger, string id);

    [LoggerMessage(6244, LogLevel.Warning, "Rebuild {Id} does not get on: {Fault}")]
    private static partial void LogFailed(ILogger logger, string id, string fault);

    [LoggerMessage(6245, LogLevel.Information, "Tables that rebuilds have left were dropped")]
    private static partial void LogDropped(ILogger logger);
}
