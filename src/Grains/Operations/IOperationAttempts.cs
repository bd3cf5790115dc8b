using Signalbox.Streams;

namespace Signalbox.Operations;

/// <summary>Carries out attempts at operations. Safe for any number of callers at once.</summary>
internal interface IOperationAttempts
{
    /// <summary>
    /// Asks the provider and records what came of it, in the projections too. Takes bounded time: the longest that a call may take, and a few
    /// statements, and one read of the object if its row could not be written.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="onStale">Called with objects whose rows are still to be read; on disk they are provisional.</param>
    Task<OperationResult> RunAsync(OperationAttempt attempt, Action<ObjectKey> onStale);
}
