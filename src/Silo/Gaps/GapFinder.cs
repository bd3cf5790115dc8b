using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Sources;

namespace Signalbox.Gaps;

/// <summary>
/// Finds the events that no webhook brought: every now and then one process for each account compares what its provider lists, behind a lag,
/// with the journal. Where it is, is a row; a process that dies in the middle costs some requests.
/// </summary>
internal sealed partial class GapFinder(
    IEventList list, IGapStore store, GapSearch search, GapMetrics metrics, DatabaseGate database, IOptions<GapOptions> options, IOptions<JournalOptions> journal,
    TimeProvider time, ILogger<GapFinder> logger)
    : BackgroundService
{
    // By the provider's own clock a list may end some time before its reach is over.
    private static readonly TimeSpan IdMargin = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly GapOptions _options = options.Value;
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);

            // Each by itself: an account whose provider is away does not keep another's waiting.
            await AccountLoops.RunAsync(() => list.Accounts, list.AccountsChangedAsync, RepeatAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; another, or the next start, goes on from the mark.
        }
    }

    private async Task RepeatAsync(string account, CancellationToken stoppingToken)
    {
        var length = GapSlice.FirstLength;
        while (true)
        {
            try
            {
                length = await LookAsync(account, length, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogStoreFailed(logger, account, PostgresFaults.Describe(e));
            }

            await Task.Delay(_options.Interval, time, stoppingToken);
        }
    }

    /// <summary>Searches an account if that is due.</summary>
    /// <param name="account">The account.</param>
    /// <param name="length">How long its slices may be.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How long its slices may be from now on.</returns>
    internal async Task<long> LookAsync(string account, long length, CancellationToken cancellationToken)
    {
        var mark = await store.ClaimAsync(account, _options.Lease, cancellationToken);
        if (mark is null)
        {
            await BeginAsync(account, cancellationToken);
            mark = await store.ClaimAsync(account, _options.Lease, cancellationToken);
        }

        metrics.Moved(account, mark!.SearchedTo);
        if (!mark.IsClaimed)
        {
            return length;
        }

        try
        {
            length = await SearchAsync(account, mark.SearchedTo, length, cancellationToken);

            // Half of the interval: this process's timer and the database's clock need not agree to the millisecond on when it is over.
            await store.EndAsync(account, fault: null, _options.Interval / 2, cancellationToken);
            if (mark.Fault is not null)
            {
                LogGoesOn(logger, account);
            }

            return length;
        }
        catch (Exception e) when (e is EventListException or GapSearchException)
        {
            await FailAsync(account, mark.Fault, e, cancellationToken);
            return GapSlice.Shorter(length);
        }
    }

    private async Task BeginAsync(string account, CancellationToken cancellationToken)
    {
        var now = Now();
        var first = now - (long)_options.LookBack.TotalSeconds;

        // Not what came since: the first webhook after a long outage says nothing of what was missed in it. Another process may have been up for a
        // while; what came shortly before this start counts as little.
        var newest = await store.NewestAsync(account, _started - _options.LookBack, cancellationToken);
        first = Math.Max(Math.Min(first, newest ?? first), OldestOf(account, now));
        await store.BeginAsync(account, first - 1, cancellationToken);
        LogBegins(logger, account, DateTimeOffset.FromUnixTimeSeconds(first));
    }

    private async Task<long> SearchAsync(string account, long searchedTo, long length, CancellationToken cancellationToken)
    {
        // What is dated ahead of us by more than clocks differ comes from a clock that was advanced for a test. No lag says when its webhook is
        // overdue, and the mark must not follow it: it is compared each time anew. This first, for its answer tells the provider's time: the
        // mark must not pass what has not happened yet, although our clock may be ahead.
        var lag = (long)_options.Lag.TotalSeconds;
        var total = await search.RunAsync(account, Now() + lag, until: null, cancellationToken);
        var now = Math.Min(Now(), total.Date?.ToUnixTimeSeconds() ?? long.MaxValue);
        var oldest = OldestOf(account, now);
        var overlap = (long)_options.Overlap.TotalSeconds;
        while (GapSlice.Next(searchedTo, oldest, now - lag, length, overlap) is { } slice)
        {
            var result = await search.RunAsync(account, slice.From, slice.Until, cancellationToken);
            await store.MoveAsync(account, slice.Until, cancellationToken);
            metrics.Moved(account, slice.Until);
            total = total.And(result);
            (searchedTo, overlap) = (slice.Until, 0);
            length = GapSlice.LengthAfter(length, result.Pages);
        }

        if (total.Found > 0)
        {
            LogFound(logger, account, total.Found, total.Compared);
        }

        return length;
    }

    private async Task FailAsync(string account, string? before, Exception e, CancellationToken cancellationToken)
    {
        metrics.Failed(account);
        if (before is null || KindOf(e.Message) != KindOf(before))
        {
            LogFailed(logger, account, e.Message);
        }

        var wait = (e as EventListException)?.RetryAfter is { } asked && asked > _options.Interval ? asked : _options.Interval / 2;
        await store.EndAsync(account, e.Message, wait < LongestWait ? wait : LongestWait, cancellationToken);
    }

    // The rest of a fault may tell a time, and be another each time.
    private static string KindOf(string fault) => fault.Split(':')[0];

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    // Beyond the reach nothing is listed; beyond the ids' retention everything would look as if it were missing.
    private long OldestOf(string account, long now)
    {
        var (reach, ids) = (list.ReachOf(account), journal.Value.EventIdRetention - IdMargin);
        return now - (long)(reach < ids ? reach : ids).TotalSeconds;
    }

    [LoggerMessage(6002, LogLevel.Information, "Events of {Account} that no webhook brings are looked for, from {From:u} on")]
    private static partial void LogBegins(ILogger logger, string account, DateTimeOffset from);

    [LoggerMessage(6003, LogLevel.Information, "Found {Found} events of {Account} that no webhook had brought, among {Compared}")]
    private static partial void LogFound(ILogger logger, string account, int found, int compared);

    [LoggerMessage(6004, LogLevel.Warning, "Missed events of {Account} cannot be looked for; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string account, string fault);

    [LoggerMessage(6005, LogLevel.Information, "Missed events of {Account} are looked for again")]
    private static partial void LogGoesOn(ILogger logger, string account);

    [LoggerMessage(6006, LogLevel.Warning, "The search for missed events of {Account} was interrupted; trying again: {Fault}")]
    private static partial void LogStoreFailed(ILogger logger, string account, string fault);
}
