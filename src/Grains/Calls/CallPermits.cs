using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Signalbox.Providers.Calls;

namespace Signalbox.Calls;

/// <summary>
/// This process's side of the limits. Permits come from a limit's grain, a few more at a time than asked for when there are plenty, so that
/// most calls under load need no hop. A call whose class has a limit of its own takes a permit of that and one of the account's.
/// </summary>
internal sealed partial class CallPermits(IGrainFactory grains, ICallRules rules, CallSlots slots, TimeProvider time, ILogger<CallPermits> logger) : ICallPermits
{
    private readonly ConcurrentDictionary<(string Account, string LimitClass), LimitedCalls[]> _ways = new();
    private readonly ConcurrentDictionary<string, LimitedCalls> _limits = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<CallPermit> AcquireAsync(
        string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var way = WayOf(account, limitClass);
        return way is [{ Slots: null } only] ? only.AcquireAsync(priority, patience, cancellationToken)
            : Array.TrueForAll(way, static limit => limit.Slots is null) ? AcquireAllAsync(way, priority, patience, cancellationToken)
            : AcquireWithSlotsAsync(way, priority, patience, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CallPermit> RenewAsync(
        string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken) =>
        AcquireAllAsync(WayOf(account, limitClass), priority, patience, cancellationToken);

    /// <inheritdoc/>
    public async Task PauseAsync(string account, string limitClass, TimeSpan? retryAfter)
    {
        try
        {
            // A class without a limit of its own has only the account's to pause.
            await WayOf(account, limitClass)[0].PauseAsync(retryAfter);
        }
        catch (Exception e)
        {
            LogPauseLost(logger, account, limitClass, e.Message);
        }
    }

    /// <summary>A permit of each limit, all of them good at once. They are waited for in turn: one that expires meanwhile is taken anew.</summary>
    private async ValueTask<CallPermit> AcquireAllAsync(LimitedCalls[] way, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var expires = new long[way.Length];
        while (true)
        {
            for (var i = 0; i < way.Length; i++)
            {
                if (expires[i] > time.GetTimestamp())
                {
                    continue;
                }

                var permit = await way[i].AcquireAsync(priority, patience - time.GetElapsedTime(began), cancellationToken);
                if (permit.Outcome is not CallPermitOutcome.Granted)
                {
                    return permit;
                }

                expires[i] = permit.ExpiresAt;
            }

            var soonest = expires.Min();
            if (soonest > time.GetTimestamp())
            {
                return new CallPermit(CallPermitOutcome.Granted, soonest, TimeSpan.Zero);
            }
        }
    }

    /// <summary>
    /// First the slots, which are kept while the call waits for its permits: those expire, and slots do not. Other calls have a reserve of
    /// slots that background work does not take.
    /// </summary>
    private async ValueTask<CallPermit> AcquireWithSlotsAsync(LimitedCalls[] way, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var held = new HeldSlots(way, LimitedCalls.PriorityOf(priority));
            if (!await held.TakeAsync(patience, began, time, cancellationToken))
            {
                return new CallPermit(CallPermitOutcome.Busy, 0, TimeSpan.FromSeconds(1));
            }

            CallPermit permit;
            try
            {
                permit = await AcquireAllAsync(way, priority, patience - time.GetElapsedTime(began), cancellationToken);
            }
            catch
            {
                held.Dispose();
                throw;
            }

            if (permit.Outcome is CallPermitOutcome.Granted && held.AreGood)
            {
                return permit with { InFlight = held };
            }

            held.Dispose();
            if (permit.Outcome is not CallPermitOutcome.Granted)
            {
                return permit;
            }
        }
    }

    private LimitedCalls[] WayOf(string account, string limitClass) => _ways.TryGetValue((account, limitClass), out var known)
        ? known
        : _ways.GetOrAdd((account, limitClass), key => [.. rules.LimitsOf(key.Account, key.LimitClass).Select(LimitOf)]);

    private LimitedCalls LimitOf(string name) =>
        _limits.GetOrAdd(name, key => new LimitedCalls(grains.GetGrain<IRateLimiterGrain>(key), slots.PoolOf(key), time));

    [LoggerMessage(5004, LogLevel.Warning, "{Account}/{LimitClass}: the provider refused a request for its rate, but the pause could not be written: {Reason}")]
    private static partial void LogPauseLost(ILogger logger, string account, string limitClass, string reason);
}
