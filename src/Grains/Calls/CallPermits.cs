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
    // A slot that a call has waited for is not kept idle for longer than this while the call waits for a permit.
    private static readonly TimeSpan SlotPatience = TimeSpan.FromMilliseconds(100);

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
    /// First the permits, then the slots: a slot that waited for a permit would be one less in flight. Only a call that had to wait for its
    /// slot keeps that for a moment, while it takes another permit for the one that has expired.
    /// </summary>
    private async ValueTask<CallPermit> AcquireWithSlotsAsync(LimitedCalls[] way, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var permit = await AcquireAllAsync(way, priority, patience - time.GetElapsedTime(began), cancellationToken);
            if (permit.Outcome is not CallPermitOutcome.Granted)
            {
                return permit;
            }

            var held = new HeldSlots(way);
            if (!await held.TakeAsync((PermitPriority)priority, patience, began, time, cancellationToken))
            {
                return new CallPermit(CallPermitOutcome.Busy, 0, TimeSpan.FromSeconds(1));
            }

            try
            {
                if (permit.ExpiresAt <= time.GetTimestamp())
                {
                    permit = await AcquireAllAsync(way, priority, Shorter(SlotPatience, patience - time.GetElapsedTime(began)), cancellationToken);
                }
            }
            catch
            {
                held.Dispose();
                throw;
            }

            if (permit.Outcome is CallPermitOutcome.Granted)
            {
                return permit with { InFlight = held };
            }

            held.Dispose();
        }
    }

    private LimitedCalls[] WayOf(string account, string limitClass) => _ways.TryGetValue((account, limitClass), out var known)
        ? known
        : _ways.GetOrAdd((account, limitClass), key => [.. rules.LimitsOf(key.Account, key.LimitClass).Select(LimitOf)]);

    private LimitedCalls LimitOf(string name) =>
        _limits.GetOrAdd(name, key => new LimitedCalls(grains.GetGrain<IRateLimiterGrain>(key), slots.PoolOf(key), time));

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(5004, LogLevel.Warning, "{Account}/{LimitClass}: the provider refused a request for its rate, but the pause could not be written: {Reason}")]
    private static partial void LogPauseLost(ILogger logger, string account, string limitClass, string reason);
}
