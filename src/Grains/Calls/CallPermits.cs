using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Signalbox.Providers.Calls;

namespace Signalbox.Calls;

/// <summary>
/// This process's side of the rate limits: permits come from the limit's grain, a few more at a time than asked for when there are plenty, so
/// that most calls under load need no hop.
/// </summary>
internal sealed partial class CallPermits(IGrainFactory grains, TimeProvider time, ILogger<CallPermits> logger) : ICallPermits
{
    private readonly ConcurrentDictionary<(string Account, string LimitClass), Limit> _limits = new();

    /// <inheritdoc/>
    public async ValueTask<CallPermit> AcquireAsync(
        string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var limit = LimitOf(account, limitClass);
        var began = time.GetTimestamp();
        while (true)
        {
            int spare;
            lock (limit.Stash)
            {
                if (limit.Stash.TryTake(priority, time.GetTimestamp()) is { } expiresAt)
                {
                    return new CallPermit(CallPermitOutcome.Granted, expiresAt, TimeSpan.Zero);
                }

                spare = limit.Stash.Spare;
            }

            var asked = time.GetTimestamp();
            var left = patience - time.GetElapsedTime(began, asked);
            var grant = await limit.Grain.AcquireAsync(new PermitRequest((PermitPriority)priority, spare, left), cancellationToken);
            if (grant.Outcome is not PermitOutcome.Granted)
            {
                return new CallPermit((CallPermitOutcome)grant.Outcome, 0, grant.RetryAfter);
            }

            var expires = asked + Ticks(grant.ReservedAfter + grant.Lifetime);
            var now = time.GetTimestamp();
            lock (limit.Stash)
            {
                limit.Stash.Put(priority, grant.Permits - 1, expires, now, Ticks(grant.Lifetime));
            }

            if (now < expires)
            {
                return new CallPermit(CallPermitOutcome.Granted, expires, TimeSpan.Zero);
            }

            // The answer took longer than a permit lives: it is lost, and the call asks again while its patience lasts.
        }
    }

    /// <inheritdoc/>
    public async Task PauseAsync(string account, string limitClass, TimeSpan? retryAfter)
    {
        var limit = LimitOf(account, limitClass);
        lock (limit.Stash)
        {
            limit.Stash.Clear();
        }

        try
        {
            await limit.Grain.PauseAsync(retryAfter, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogPauseLost(logger, account, limitClass, e.Message);
        }
    }

    private Limit LimitOf(string account, string limitClass) => _limits.TryGetValue((account, limitClass), out var known)
        ? known
        : _limits.GetOrAdd((account, limitClass), key => new Limit(grains.GetGrain<IRateLimiterGrain>($"{key.Account}/{key.LimitClass}")));

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(5004, LogLevel.Warning, "{Account}/{LimitClass}: the provider refused a request for its rate, but the pause could not be written: {Reason}")]
    private static partial void LogPauseLost(ILogger logger, string account, string limitClass, string reason);

    /// <summary>The grain of a limit, and the stash, which is its own lock.</summary>
    private sealed class Limit(IRateLimiterGrain grain)
    {
        internal IRateLimiterGrain Grain { get; } = grain;

        internal PermitStash Stash { get; } = new();
    }
}
