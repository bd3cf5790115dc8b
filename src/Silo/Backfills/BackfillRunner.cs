using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Signalbox.Postgres;
using Signalbox.Sources;

namespace Signalbox.Backfills;

/// <summary>
/// Carries backfills out, page by page, behind all other calls. Any process takes one that nobody is at: a new one, or that of a process that
/// died, which goes on behind the last page that was kept.
/// </summary>
internal sealed partial class BackfillRunner(
    IBackfillSource source, IBackfillStore store, BackfillPages pages, BackfillMetrics metrics, DatabaseGate database, IOptions<BackfillOptions> options,
    TimeProvider time, ILogger<BackfillRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly BackfillOptions _options = options.Value;

    // The kind of the last fault of each account, told once.
    private readonly ConcurrentDictionary<string, string> _told = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            await AccountLoops.RunAsync(() => source.Accounts, source.AccountsChangedAsync, RepeatAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way is left to another process, or to the next start.
        }
    }

    private async Task RepeatAsync(string account, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (await store.ClaimAsync([account], _options.Lease, stoppingToken) is { } work)
                {
                    await WorkOrLeaveAsync(work, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogInterrupted(logger, account, PostgresFaults.Describe(e));
            }

            await Task.Delay(_options.LookInterval, time, stoppingToken);
        }
    }

    private async Task WorkOrLeaveAsync(BackfillWork work, CancellationToken stoppingToken)
    {
        try
        {
            await WorkAsync(work, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // So that another process, or the next start, need not wait for the end of the lease.
            await store.LeaveAsync(work, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Goes on with a backfill until it is done, somebody else's, or cannot get on now.</summary>
    internal async Task WorkAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        LogGoesOn(logger, work.Id, work.Account, string.Join(", ", work.Kinds.Select(static k => k.Kind)));
        foreach (var kind in work.Kinds)
        {
            if (!await ReadAsync(work, kind, cancellationToken))
            {
                return;
            }
        }

        await store.FinishAsync(work, cancellationToken);
        LogDone(logger, work.Id, work.Account);
    }

    private async Task<bool> ReadAsync(BackfillWork work, BackfillCursor kind, CancellationToken cancellationToken)
    {
        var after = kind.Cursor;
        while (true)
        {
            if (await StepAsync(work, kind.Kind, after, cancellationToken) is not { } step)
            {
                return false;
            }

            if (!await store.RecordAsync(work, step, _options.Lease, cancellationToken))
            {
                LogLost(logger, work.Id, work.Account);
                return false;
            }

            _told.TryRemove(work.Account, out _);
            metrics.Kept(work.Account, step);
            if (step.IsLast)
            {
                if (step.Fault is null)
                {
                    LogKindDone(logger, work.Id, work.Account, step.Kind);
                }

                return true;
            }

            after = step.Cursor;
        }
    }

    /// <returns><see langword="null"/> if there is no page now.</returns>
    private async Task<BackfillStep?> StepAsync(BackfillWork work, string kind, string? after, CancellationToken cancellationToken)
    {
        try
        {
            return await pages.KeepAsync(work.Account, kind, after, _options.PageSize, cancellationToken);
        }
        catch (BackfillException e) when (e.IsCursorGone)
        {
            // The object was deleted meanwhile. What is listed from the beginning is known for the most part, and costs requests only.
            LogCursorGone(logger, work.Id, work.Account, kind);
            return new BackfillStep(kind, Cursor: null, Read: 0, Kept: 0, IsLast: false);
        }
        catch (BackfillException e) when (e.IsForbidden)
        {
            // It may list other kinds. Whoever asked for the backfill sees what is missing.
            LogForbidden(logger, work.Id, work.Account, kind, e.Message);
            return new BackfillStep(kind, after, Read: 0, Kept: 0, IsLast: true, e.Message);
        }
        catch (BackfillException e)
        {
            Tell(work, e.Message);
            var wait = e.RetryAfter is { } asked && asked > _options.RetryWait ? asked : _options.RetryWait;
            await store.PostponeAsync(work, e.Message, wait < LongestWait ? wait : LongestWait, cancellationToken);
            return null;
        }
    }

    private void Tell(BackfillWork work, string fault)
    {
        // Its rest may tell a time, and be another each time.
        var kind = fault.Split(':')[0];
        if (!_told.TryGetValue(work.Account, out var before) || before != kind)
        {
            _told[work.Account] = kind;
            LogFailed(logger, work.Id, work.Account, fault);
        }
    }

    [LoggerMessage(6101, LogLevel.Information, "Backfill {Id} of {Account} goes on with {Kinds}")]
    private static partial void LogGoesOn(ILogger logger, string id, string account, string kinds);

    [LoggerMessage(6102, LogLevel.Information, "Backfill {Id} of {Account} is done with {Kind}")]
    private static partial void LogKindDone(ILogger logger, string id, string account, string kind);

    [LoggerMessage(6103, LogLevel.Information, "Backfill {Id} of {Account} is done")]
    private static partial void LogDone(ILogger logger, string id, string account);

    [LoggerMessage(6104, LogLevel.Information, "Backfill {Id} of {Account} was cancelled, or is another process's now")]
    private static partial void LogLost(ILogger logger, string id, string account);

    [LoggerMessage(6105, LogLevel.Information, "Backfill {Id} of {Account} begins {Kind} again: the object that it was at is not listed any more")]
    private static partial void LogCursorGone(ILogger logger, string id, string account, string kind);

    [LoggerMessage(6106, LogLevel.Warning, "Backfill {Id} of {Account} does not get on; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string id, string account, string fault);

    [LoggerMessage(6108, LogLevel.Warning, "Backfill {Id} of {Account} goes on without {Kind}, which the API key may not list: {Fault}")]
    private static partial void LogForbidden(ILogger logger, string id, string account, string kind, string fault);

    [LoggerMessage(6107, LogLevel.Warning, "Backfills of {Account} were interrupted; trying again: {Fault}")]
    private static partial void LogInterrupted(ILogger logger, string account, string fault);
}
