namespace Signalbox.Providers.Calls;

/// <summary>The cluster-wide rate limits: each request to a provider needs a permit. Safe for any number of callers at once.</summary>
public interface ICallPermits
{
    /// <summary>Waits for a permit to send one request.</summary>
    /// <param name="account">The account whose limit it is.</param>
    /// <param name="limitClass">Which of its limits.</param>
    /// <param name="priority">Who goes first.</param>
    /// <param name="patience">How long to wait at most; the answer comes earlier if it cannot be a permit.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<CallPermit> AcquireAsync(string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Waits for a permit in place of one that expired, for a request that has not been sent and is counted in flight, if it is counted.</summary>
    /// <param name="account">The account whose limit it is.</param>
    /// <param name="limitClass">Which of its limits.</param>
    /// <param name="priority">Who goes first.</param>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<CallPermit> RenewAsync(string account, string limitClass, CallPriority priority, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// The provider refused a request for its rate: the whole cluster pauses, and eases back. On return the pause is on disk; if it cannot be
    /// written, that is logged.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="limitClass">Which of its limits.</param>
    /// <param name="retryAfter">What the provider asked for; <see langword="null"/> if it did not say.</param>
    Task PauseAsync(string account, string limitClass, TimeSpan? retryAfter);
}

/// <summary>The answer to a request for a permit.</summary>
/// <param name="Outcome">Whether there is one.</param>
/// <param name="ExpiresAt">Until when it may be used, as a timestamp of the process's <see cref="TimeProvider"/>. Unused, it is lost.</param>
/// <param name="RetryAfter">If there is none: when asking again may help.</param>
/// <param name="InFlight">Disposed of when the request has ended; <see langword="null"/> if nobody counts how many are in flight.</param>
public readonly record struct CallPermit(CallPermitOutcome Outcome, long ExpiresAt, TimeSpan RetryAfter, IDisposable? InFlight = null);

/// <summary>What became of a request for a permit.</summary>
public enum CallPermitOutcome
{
    /// <summary>There is one.</summary>
    Granted = 1,

    /// <summary>Too many wait already with this priority.</summary>
    QueueFull = 2,

    /// <summary>It cannot come, or has not come, in time.</summary>
    TooLate = 3,

    /// <summary>The database that keeps the budget did not answer in time.</summary>
    Unavailable = 4,

    /// <summary>As many requests are in flight as may be, and none has ended in time.</summary>
    Busy = 5,
}
