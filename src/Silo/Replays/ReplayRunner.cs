using System.Diagnostics;
using Microsoft.Extensions.Options;
using Signalbox.Postgres;

namespace Signalbox.Replays;

/// <summary>
/// Carries replays out, page by page, behind live traffic. Any process takes one that nobody is at: a new one, or that of a process that died,
/// which goes on behind the last page that was recorded; a page that was applied and not recorded is applied again, which changes nothing.
/// </summary>
internal sealed partial class ReplayRunner(
    IReplayStore store, ReplayPages pages, LiveTraffic live, ReplayMetrics metrics, DatabaseGate database, IOptions<ReplayOptions> options, TimeProvider time,
    ILogger<ReplayRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);

    private readonly ReplayOptions _options = options.Value;
    private DateTimeOffset _forgetAt;

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
                    await Task.Delay(_options.LookInterval, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way is left to another process, or to the next start.
        }
    }

    /// <summary>Takes a replay, if there is one, and works at it.</summary>
    /// <returns>Whether there may be another.</returns>
    internal async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        ReplayWork? work = null;
        try
        {
            work = await store.ClaimAsync(_options.Lease, stoppingToken);
            if (work is null)
            {
                if (time.GetUtcNow() >= _forgetAt)
                {
                    await store.ForgetAsync(_options.Retention, stoppingToken);
                    _forgetAt = time.GetUtcNow() + ForgetInterval;
                }

                return false;
            }

            await WorkAsync(work, stoppingToken);
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // So that another process, or the next start, need not wait for the end of the lease.
            await TryLeaveAsync(work);
            throw;
        }
        catch (Exception e)
        {
            await TryPostponeAsync(work, e, stoppingToken);
            return false;
        }
    }

    /// <summary>Goes on with a replay until it is done or somebody else's, or until its turn is over and others wait.</summary>
    private async Task WorkAsync(ReplayWork work, CancellationToken cancellationToken)
    {
        LogGoesOn(logger, work.Id);
        var mark = work.Mark;
        var turn = time.GetTimestamp();
        while (true)
        {
            await live.LetPassAsync(cancellationToken);
            var started = Stopwatch.GetTimestamp();
            var page = await store.ReadAsync(work, mark, _options.PageSize, cancellationToken);
            var report = await pages.ApplyAsync(page.Entries, work.Effects, cancellationToken);
            if (!await store.RecordAsync(work, page.End, page.Entries.Count, report, _options.Lease, cancellationToken))
            {
                LogLost(logger, work.Id);
                return;
            }

            metrics.Done(report);
            if (page.IsLast)
            {
                await store.FinishAsync(work, cancellationToken);
                LogDone(logger, work.Id);
                return;
            }

            mark = page.End;
            if (time.GetElapsedTime(turn) >= _options.Turn)
            {
                if (await store.IsAnyWaitingAsync(cancellationToken))
                {
                    // To the end of the queue.
                    await store.LeaveAsync(work, cancellationToken);
                    return;
                }

                turn = time.GetTimestamp();
            }

            var rest = ReplayPace.RestAfter(page.Entries.Count, Stopwatch.GetElapsedTime(started), _options.Share, _options.EventsPerSecond);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, cancellationToken);
            }
        }
    }

    private async Task TryLeaveAsync(ReplayWork? work)
    {
        try
        {
            await (work is null ? Task.CompletedTask : store.LeaveAsync(work, CancellationToken.None));
        }
        catch (Exception e)
        {
            // The process ends as it should all the same; the lease ends by itself.
            LogFailed(logger, work!.Id, PostgresFaults.Describe(e));
        }
    }

    private async Task TryPostponeAsync(ReplayWork? work, Exception cause, CancellationToken cancellationToken)
    {
        var fault = PostgresFaults.Describe(cause);
        LogFailed(logger, work?.Id ?? "(none)", fault);
        try
        {
            await (work is null ? Task.CompletedTask : store.PostponeAsync(work, fault, _options.RetryWait, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database is away. The lease ends by itself.
            LogFailed(logger, work!.Id, PostgresFaults.Describe(e));
        }
    }

    [LoggerMessage(6201, LogLevel.Debug, "Replay {Id} goes on")]
    private static partial void LogGoesOn(ILogger logger, string id);

    [LoggerMessage(6202, LogLevel.Information, "Replay {Id} is done")]
    private static partial void LogDone(ILogger logger, string id);

    [LoggerMessage(6203, LogLevel.Information, "Replay {Id} was cancelled, or is another process's now")]
    private static partial void LogLost(ILogger logger, string id);

    [LoggerMessage(6204, LogLevel.Warning, "Replay {Id} does not get on; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string id, string fault);
}
