namespace Signalbox.Operations;

/// <summary>Carries out operations at the providers. Safe for any number of callers at once.</summary>
internal interface IProviderCommands
{
    /// <summary>Whether it can call the account's provider.</summary>
    bool CanCall(string account);

    /// <summary>Whether this process calls providers; otherwise others go on with what it records.</summary>
    bool CallsHere { get; }

    /// <summary>Whose operation it is.</summary>
    CommandSubject SubjectOf(OperationAttempt attempt);

    /// <summary>Asks the provider once, with the operation's id as idempotency key, for as long as a call may take.</summary>
    Task<AttemptResult> AttemptAsync(OperationAttempt attempt);
}
