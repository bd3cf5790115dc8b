using Signalbox.Providers.Calls;

namespace Signalbox.Calls;

/// <summary>This process's side of one limit: its grain, the permits it has reserved, the slots it holds. Safe for concurrent use.</summary>
internal sealed class LimitedCalls(IRateLimiterGrain grain, SlotPool? slots, TimeProvider time)
{
    private readonly PermitStash _stash = new();

    /// <summary>How many may be in flight; <see langword="null"/> if any number may.</summary>
    internal SlotPool? Slots { get; } = slots;

    /// <summary>The grain's word for a priority.</summary>
    internal static PermitPriority PriorityOf(CallPriority priority) => priority switch
    {
        CallPriority.Interactive => PermitPriority.Interactive,
        CallPriority.Refresh => PermitPriority.Refresh,
        CallPriority.Bulk => PermitPriority.Bulk,
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, "There is no such priority."),
    };

    /// <summary>A permit that this process has already.</summary>
    /// <param name="priority">Who asks.</param>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="spare">If there is none: how many more than one to ask for.</param>
    internal bool TryTake(CallPriority priority, out long expiresAt, out int spare)
    {
        lock (_stash)
        {
            var taken = _stash.TryTake(priority, time.GetTimestamp());
            (expiresAt, spare) = (taken ?? 0, _stash.Spare);
            return taken is not null;
        }
    }

    /// <summary>A permit, from the stash or from the grain.</summary>
    internal async ValueTask<CallPermit> AcquireAsync(CallPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (TryTake(priority, out var stashed, out var spare))
            {
                return new CallPermit(CallPermitOutcome.Granted, stashed, TimeSpan.Zero);
            }

            var asked = time.GetTimestamp();
            var left = patience - time.GetElapsedTime(began, asked);
            var grant = await grain.AcquireAsync(new PermitRequest(PriorityOf(priority), spare, left), cancellationToken);
            if (grant.Outcome is not PermitOutcome.Granted)
            {
                return new CallPermit(OutcomeOf(grant.Outcome), 0, grant.RetryAfter);
            }

            var expires = asked + Ticks(grant.ReservedAfter + grant.Lifetime);
            var now = time.GetTimestamp();
            lock (_stash)
            {
                _stash.Put(priority, grant.Permits - 1, expires, now, Ticks(grant.Lifetime));
            }

            if (now < expires)
            {
                return new CallPermit(CallPermitOutcome.Granted, expires, TimeSpan.Zero);
            }

            // The answer took longer than a permit lives: it is lost, and the call asks again while its patience lasts.
        }
    }

    /// <summary>The provider refused a request for its rate.</summary>
    internal Task PauseAsync(TimeSpan? retryAfter)
    {
        lock (_stash)
        {
            _stash.Clear();
        }

        return grain.PauseAsync(retryAfter, CancellationToken.None);
    }

    private static CallPermitOutcome OutcomeOf(PermitOutcome outcome) => outcome switch
    {
        PermitOutcome.Granted => CallPermitOutcome.Granted,
        PermitOutcome.QueueFull => CallPermitOutcome.QueueFull,
        PermitOutcome.TooLate => CallPermitOutcome.TooLate,
        _ => CallPermitOutcome.Unavailable,
    };

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
