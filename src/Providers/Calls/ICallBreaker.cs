namespace Signalbox.Providers.Calls;

/// <summary>The cluster-wide circuit breakers. Safe for any number of callers at once.</summary>
public interface ICallBreaker
{
    /// <summary>Whether a circuit was not closed when it was last heard of: then it is looked at before a permit is waited for in vain.</summary>
    /// <param name="account">The account.</param>
    /// <param name="endpointClass">Which of its circuits.</param>
    bool IsSuspect(string account, string endpointClass);

    /// <summary>Looks whether it is worth while to get ready for a request. Takes no probe, and a yes is no permission to send.</summary>
    /// <param name="account">The account.</param>
    /// <param name="endpointClass">Which of its circuits.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<CircuitVerdict> LookAsync(string account, string endpointClass, CancellationToken cancellationToken);

    /// <summary>
    /// Asks whether a request may be sent, which is to happen at once. A yes is followed by one <see cref="Report"/>, also if nothing is sent
    /// after all.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="endpointClass">Which of its circuits.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<CircuitVerdict> AskAsync(string account, string endpointClass, CancellationToken cancellationToken);

    /// <summary>Says how a request ended. Returns at once; outcomes are counted in batches.</summary>
    /// <param name="account">The account.</param>
    /// <param name="endpointClass">Which of its circuits.</param>
    /// <param name="verdict">The answer that the request was sent on.</param>
    /// <param name="outcome">How it ended.</param>
    void Report(string account, string endpointClass, CircuitVerdict verdict, AttemptOutcome outcome);
}

/// <summary>Whether a request may be sent.</summary>
/// <param name="MaySend">Whether it may.</param>
/// <param name="IsProbe">Whether it is one of the few that a half-open circuit lets through.</param>
/// <param name="IsIsolated">Whether the circuit was opened by hand.</param>
/// <param name="Round">What its outcome is reported under.</param>
/// <param name="RetryAfter">If it may not: when asking again may help.</param>
public readonly record struct CircuitVerdict(bool MaySend, bool IsProbe, bool IsIsolated, long Round, TimeSpan RetryAfter);

/// <summary>How an attempt ended, as far as the provider's health goes.</summary>
public enum AttemptOutcome
{
    /// <summary>The provider answered, even if with an error of the caller.</summary>
    Answered = 1,

    /// <summary>It failed by the provider's fault: timeout, 5xx, no connection.</summary>
    Failed = 2,

    /// <summary>The caller gave up, or nothing was sent: nothing is known. A probe is free again.</summary>
    Abandoned = 3,
}
