namespace Signalbox.Calls;

/// <summary>
/// Who gets how many permits now. Pure: the caller writes the new budget by compare-and-swap, and only then are the permits real.
/// </summary>
internal static class PermitDecision
{
    // Of a hundred permits that go to higher priorities while it waits, a lower one gets so many.
    private const double RefreshShare = 0.10;
    private const double BulkShare = 0.05;

    // A new look at the row is worth its while after this, and needed after that: others may have left something.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <param name="budget">The row.</param>
    /// <param name="throttle">What the provider's refusals left of the limit.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="wanted">How many callers wait, by priority.</param>
    /// <param name="spare">How many more permits could be used, by priority; only out of plenty.</param>
    /// <param name="now">The database's clock.</param>
    internal static Taken Take(RateBudget budget, Throttle throttle, CallLimit limit, PermitCounts wanted, PermitCounts spare, DateTimeOffset now)
    {
        if (throttle.PauseLeft(now) is { Ticks: > 0 } pause)
        {
            return new Taken(budget, default, pause, IsChanged: false);
        }

        var shape = RateShape.Of(limit, throttle.ShareAt(now));
        var bucket = budget.Bucket.Refill(shape, now);
        var inWindow = budget.Window.Count(shape, now);
        var granted = default(PermitCounts);

        // First what is owed, then by priority, each down to what it leaves to those before it.
        granted = granted.Plus(PermitPriority.Refresh, Fit(Math.Min(wanted.Refresh, budget.Refresh.KeptAt(now)), 0, 0));
        granted = granted.Plus(PermitPriority.Bulk, Fit(Math.Min(wanted.Bulk, budget.Bulk.KeptAt(now)), 0, 0));
        var keptForBulk = Math.Max(0, budget.Bulk.KeptAt(now) - granted.Bulk);
        var kept = Math.Max(0, budget.Refresh.KeptAt(now) - granted.Refresh) + keptForBulk;
        foreach (var priority in PermitCounts.Priorities)
        {
            var keptForOthers = priority switch { PermitPriority.Interactive => kept, PermitPriority.Refresh => keptForBulk, _ => 0 };
            granted = granted.Plus(priority, Fit(
                wanted[priority] - granted[priority], shape.KeepInBucket(priority) + keptForOthers, shape.KeepInWindow(priority) + keptForOthers));
        }

        var waiting = new PermitCounts(wanted.Interactive - granted.Interactive, wanted.Refresh - granted.Refresh, wanted.Bulk - granted.Bulk);
        if (waiting.Total == 0 && kept == 0)
        {
            foreach (var priority in PermitCounts.Priorities)
            {
                granted = granted.Plus(priority, Fit(spare[priority], Math.Max(1, shape.Burst / 2), Math.Max(1, shape.Limit / 10)));
            }
        }

        var next = new RateBudget(
            bucket.Take(granted.Total),
            budget.Window.Add(granted.Total, shape, now),
            Owe(budget.Refresh, granted.Interactive, RefreshShare, granted.Refresh, waiting.Refresh, shape.Burst, now),
            Owe(budget.Bulk, granted.Interactive + granted.Refresh, BulkShare, granted.Bulk, waiting.Bulk, shape.Burst, now));
        var isChanged = granted.Total > 0
            || now < budget.Bucket.At
            || (waiting.Refresh > 0 && budget.Refresh.ShouldConfirm(now))
            || (waiting.Bulk > 0 && budget.Bulk.ShouldConfirm(now));
        return new Taken(next, granted, NextLook(next, shape, waiting, now), isChanged);

        int Fit(int asked, double keepInBucket, int keepInWindow)
        {
            var inBucket = new TokenBucket(bucket.Level - granted.Total - keepInBucket, now).Whole;
            return Math.Max(0, Math.Min(asked, Math.Min(inBucket, shape.Limit - inWindow - granted.Total - keepInWindow)));
        }
    }

    /// <summary>The soonest that a newcomer can be served, if nobody else in the cluster comes between.</summary>
    /// <param name="budget">The row as last seen.</param>
    /// <param name="throttle">What the provider's refusals left of the limit, as last seen.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="ahead">How many wait before it here.</param>
    /// <param name="now">The database's clock.</param>
    internal static TimeSpan LeastWait(RateBudget budget, Throttle throttle, CallLimit limit, int ahead, DateTimeOffset now)
    {
        var pause = throttle.PauseLeft(now);
        var shape = RateShape.Of(limit);
        var missing = ahead + 1 - budget.Bucket.Refill(shape, now).Level;
        var flow = missing > 0 ? TimeSpan.FromSeconds(missing / shape.PerSecond) : TimeSpan.Zero;
        return pause > flow ? pause : flow;
    }

    private static FairShare Owe(FairShare share, int toHigher, double part, int toItself, int waiting, double burst, DateTimeOffset now)
    {
        var next = share.Passed(toHigher, part, burst, now).Served(toItself);
        return waiting > 0 ? next.Waiting(now) : next;
    }

    private static TimeSpan NextLook(RateBudget budget, RateShape shape, PermitCounts waiting, DateTimeOffset now)
    {
        var next = LongestWait;
        foreach (var priority in PermitCounts.Priorities)
        {
            if (waiting[priority] > 0)
            {
                var bucket = budget.Bucket.Until(Math.Min(shape.Burst, shape.KeepInBucket(priority) + 1), shape);
                var window = budget.Window.Until(shape.Limit - shape.KeepInWindow(priority) - 1, shape, now);
                var longer = bucket > window ? bucket : window;
                next = longer < next ? longer : next;
            }
        }

        return next < ShortestWait ? ShortestWait : next;
    }
}

/// <summary>The outcome of <see cref="PermitDecision.Take"/>.</summary>
/// <param name="Budget">The row as it should be.</param>
/// <param name="Granted">The permits, once the row is so.</param>
/// <param name="NextLook">When those who got none should look again.</param>
/// <param name="IsChanged">Whether the row must be written at all.</param>
internal sealed record Taken(RateBudget Budget, PermitCounts Granted, TimeSpan NextLook, bool IsChanged);
