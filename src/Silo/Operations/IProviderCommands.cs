namespace Signalbox.Operations;

/// <summary>Carries out operations at the providers. Safe for any number of callers at once.</summary>
internal interface IProviderCommands
{
    /// <summary>Whether it can call the account's provider.</summary>
    bool CanCall(string account);

    /// <summary>Whether this process calls providers; otherwise others go on with what it records.</summary>
    bool CallsHere { get; }

    /// <summary>Asks the provider once, with the operation's id as idempotency key.</summary>
    /// <param name="operation">What to ask for.</param>
    /// <param name="cancellationToken">Ends the attempt; whether the provider did it is then unknown.</param>
    Task<AttemptResult> AttemptAsync(StoredOperation operation, CancellationToken cancellationToken);
}

/// <summary>What one attempt came to: an outcome, or the reason why nobody knows it yet.</summary>
/// <param name="Outcome">The outcome, which stays.</param>
/// <param name="Unsettled">Why there is none; another attempt may tell.</param>
/// <param name="RetryAfter">How long the provider asks to wait before that.</param>
internal sealed record AttemptResult(Outcome? Outcome, string? Unsettled, TimeSpan? RetryAfter)
{
    internal static AttemptResult Final(Outcome outcome) => new(outcome, null, null);

    internal static AttemptResult Unknown(string reason, TimeSpan? retryAfter = null) => new(null, reason, retryAfter);
}
