namespace Signalbox.Operations;

/// <summary>Carries out attempts at operations. Safe for any number of callers at once.</summary>
internal interface IOperationAttempts
{
    /// <summary>
    /// Asks the provider and records what came of it, in the projections too. Takes bounded time: the longest that a call may take, and a few
    /// statements.
    /// </summary>
    Task<OperationResult> RunAsync(OperationAttempt attempt);
}
