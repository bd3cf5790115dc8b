using Microsoft.Extensions.Logging;

namespace Signalbox.Calls;

/// <inheritdoc cref="IRateLimiterGrain"/>
internal sealed partial class RateLimiterGrain(CallServices services) : Grain, IRateLimiterGrain
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DatabaseRetry = TimeSpan.FromMilliseconds(250);

    // How often in a row another process may be first; then this one stands back for a moment.
    private const int MostAttempts = 5;

    private readonly PermitQueue<TaskCompletionSource<Served>> _queue = new(services.Options.Value.QueueCapacity);
    private readonly UsageAlarm _alarm = new();
    private readonly long _start = services.Time.GetTimestamp();

    private string _name = string.Empty;
    private CallLimit _limit = null!;
    private (RateRow Row, TimeSpan At)? _seen;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isPumping;
    private bool _isDatabaseAway;

    // How far the database's clock stepped ahead, until the row says so.
    private TimeSpan _step;

    private TimeSpan Elapsed => services.Time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _name = this.GetPrimaryKeyString();
        _limit = services.Rules.LimitOf(_name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<PermitGrant> AcquireAsync(PermitRequest request, CancellationToken cancellationToken)
    {
        var arrived = Elapsed;
        var patience = request.Patience < MostPatience ? request.Patience : MostPatience;
        var ahead = _queue.Ahead(request.Priority);
        var least = LeastWait(ahead);
        if (least > patience)
        {
            return Refuse(request, PermitOutcome.TooLate, least);
        }

        var answer = new TaskCompletionSource<Served>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_queue.Join(request.Priority, request.Spare, arrived + patience, answer) is not { } place)
        {
            return Refuse(request, PermitOutcome.QueueFull, least);
        }

        if (!_isPumping)
        {
            _ = PumpAsync();
        }
        else if (ahead == 0)
        {
            // There may be something for a higher priority that there was not for those who wait.
            _arrived.TrySetResult();
        }

        try
        {
            var served = await answer.Task.WaitAsync(cancellationToken);
            return served.Outcome is PermitOutcome.Granted
                ? new PermitGrant(PermitOutcome.Granted, served.Permits, served.ReservedAt - arrived, _limit.PermitLifetime, TimeSpan.Zero)
                : Refuse(request, served.Outcome, LeastWait(_queue.Ahead(request.Priority)));
        }
        finally
        {
            PermitQueue<TaskCompletionSource<Served>>.Leave(place);
        }
    }

    /// <inheritdoc/>
    public async Task PauseAsync(TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        while (true)
        {
            var sent = Elapsed;
            var row = await services.Limits.ReadAsync(_name, cancellationToken);
            _step += _seen is var (seen, at) ? ClockStep.Of(seen.Now, row.Now, Elapsed - at) : TimeSpan.Zero;
            _seen = (row, sent);
            var throttle = row.Throttle.Refused(retryAfter, row.Now);
            if (await services.Limits.SwapThrottleAsync(_name, row, throttle, cancellationToken))
            {
                _seen = (row with { Throttle = throttle }, sent);
                services.Metrics.Paused(_name);
                LogPaused(services.LimiterLogger, _name, throttle.PauseLeft(row.Now), throttle.Share);
                return;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<LimiterStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var row = await services.Limits.ReadAsync(_name, cancellationToken);
        var shape = RateShape.Of(_limit, row.Throttle.ShareAt(row.Now));
        var budget = row.BudgetOf(_limit);
        var waiting = _queue.Counts;
        return new LimiterStatus(
            shape.Limit, _limit.Window, budget.Window.Count(shape, row.Now), budget.Bucket.Refill(shape, row.Now).Level, row.Throttle.PauseLeft(row.Now),
            waiting.Interactive, waiting.Refresh, waiting.Bulk, row.Throttle.ShareAt(row.Now), row.NearlyUsedUpSince);
    }

    /// <summary>Reserves and hands out until nobody waits. One at a time.</summary>
    private async Task PumpAsync()
    {
        _isPumping = true;
        try
        {
            // No await between the last look at the queue and _isPumping = false, so that nobody joins in between.
            while (true)
            {
                foreach (var late in _queue.Expire(Elapsed))
                {
                    late.Item.TrySetResult(new Served(_isDatabaseAway ? PermitOutcome.Unavailable : PermitOutcome.TooLate, 0, Elapsed));
                }

                if (_queue.IsEmpty)
                {
                    return;
                }

                _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var wait = await TryReserveAsync();
                var untilDeadline = _queue.NextDeadline - Elapsed;
                await WaitAsync(wait < untilDeadline ? wait : untilDeadline);
            }
        }
        finally
        {
            _isPumping = false;
        }
    }

    private async Task<TimeSpan> TryReserveAsync()
    {
        try
        {
            var wait = await ReserveAsync();
            _isDatabaseAway = false;
            return wait;
        }
        catch (Exception e)
        {
            // Whether permits were taken is unknown; nobody uses them. Those who wait do so until their deadline, for it may come back.
            if (!_isDatabaseAway)
            {
                LogUnavailable(services.LimiterLogger, _name, e.Message);
            }

            _isDatabaseAway = true;
            return DatabaseRetry;
        }
    }

    /// <summary>Takes from the row what those who wait can get now, and hands it out.</summary>
    /// <returns>When to look again.</returns>
    private async Task<TimeSpan> ReserveAsync()
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            // The permits' life is counted from here, which is before the time that the row counts them by.
            var sent = Elapsed;
            var row = await services.Limits.ReadAsync(_name, CancellationToken.None);
            _step += _seen is var (seen, at) ? ClockStep.Of(seen.Now, row.Now, Elapsed - at) : TimeSpan.Zero;
            var wanted = _queue.Counts;
            var taken = PermitDecision.Take(row.BudgetOf(_limit).Stepped(_step, row.Now), row.Throttle, _limit, wanted, _queue.Spare, row.Now);
            _seen = (row with { Budget = taken.Budget }, sent);
            if (!taken.IsChanged && _step == TimeSpan.Zero)
            {
                return taken.NextLook;
            }

            if (await services.Limits.SwapAsync(_name, row, taken.Budget, CancellationToken.None))
            {
                _step = TimeSpan.Zero;
                NoteUsage(taken, row);
                return HandOut(taken, wanted, sent);
            }

            if (_queue.Counts.Interactive == 0)
            {
                // Who was first took what there was. Trying on at once would only be in the way of others' interactive calls.
                break;
            }
        }

        return TimeSpan.FromMilliseconds(2 + (8 * services.Random.NextDouble()));
    }

    private TimeSpan HandOut(Taken taken, PermitCounts wanted, TimeSpan reservedAt)
    {
        var wait = taken.NextLook;
        foreach (var priority in PermitCounts.Priorities)
        {
            var permits = taken.Granted[priority];
            if (permits > 0)
            {
                services.Metrics.Granted(_name, priority, permits);
            }

            var spare = Math.Max(0, permits - wanted[priority]);
            for (var left = permits - spare; left > 0 && _queue.Counts[priority] > 0; left--)
            {
                var first = _queue.Serve(priority);
                first.Item.TrySetResult(new Served(PermitOutcome.Granted, 1 + spare, reservedAt));
                spare = 0;
            }

            if (_queue.Counts[priority] > 0 && permits >= wanted[priority])
            {
                // They came while the others were served.
                wait = TimeSpan.Zero;
            }
        }

        return wait;
    }

    private void NoteUsage(Taken taken, RateRow row)
    {
        var shape = RateShape.Of(_limit);
        switch (_alarm.Note((double)taken.Budget.Window.Count(shape, row.Now) / shape.Limit, row.Now))
        {
            case UsageNews.NearlyUsedUp:
                LogNearlyUsedUp(services.LimiterLogger, _name, UsageAlarm.Threshold * 100, shape.Limit, _limit.Window);
                services.Metrics.NearlyUsedUp(_name);
                _ = KeepUsageAsync(row.Now);
                break;
            case UsageNews.Over when row.NearlyUsedUpSince is not null:
                _ = KeepUsageAsync(since: null);
                break;
        }
    }

    /// <summary>Beside the pump: nobody waits longer for a permit because of a note.</summary>
    private async Task KeepUsageAsync(DateTimeOffset? since)
    {
        try
        {
            await services.Limits.NoteUsageAsync(_name, since, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNoteLost(services.LimiterLogger, _name, e.Message);
        }
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(Task.Delay(wait, services.Time, over.Token), _arrived.Task);
            await over.CancelAsync();
        }
    }

    private TimeSpan LeastWait(int ahead) => _seen is var (row, at)
        ? PermitDecision.LeastWait(row.BudgetOf(_limit), row.Throttle, _limit, ahead, row.Now + (Elapsed - at))
        : TimeSpan.Zero;

    private PermitGrant Refuse(PermitRequest request, PermitOutcome outcome, TimeSpan retryAfter)
    {
        services.Metrics.Refused(_name, request.Priority);
        return new PermitGrant(outcome, 0, TimeSpan.Zero, TimeSpan.Zero, retryAfter > DatabaseRetry ? retryAfter : DatabaseRetry);
    }

    [LoggerMessage(5001, LogLevel.Warning, "{Limit}: the provider refused a request for its rate; nothing is sent for {Pause}, then {Share:P0} of the limit")]
    private static partial void LogPaused(ILogger logger, string limit, TimeSpan pause, double share);

    [LoggerMessage(5002, LogLevel.Warning, "{Limit}: more than {Percent} % of {Requests} requests in {Window} have been used for ten seconds; ask the provider for more, or spread bulk work")]
    private static partial void LogNearlyUsedUp(ILogger logger, string limit, double percent, int requests, TimeSpan window);

    [LoggerMessage(5003, LogLevel.Warning, "{Limit}: the budget cannot be read ({Reason}); calls wait")]
    private static partial void LogUnavailable(ILogger logger, string limit, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "{Limit}: whether it is nearly used up could not be noted: {Reason}")]
    private static partial void LogNoteLost(ILogger logger, string limit, string reason);

    /// <summary>What one that waited gets.</summary>
    private sealed record Served(PermitOutcome Outcome, int Permits, TimeSpan ReservedAt);
}
