using Signalbox.Providers;
using Signalbox.Sources;

namespace Signalbox.Operations;

/// <summary>For processes that call nobody: they know who could be called, and record it for those that do.</summary>
internal sealed class NoCommands(AccountDirectory accounts) : IProviderCommands
{
    /// <inheritdoc/>
    public bool CallsHere => false;

    /// <inheritdoc/>
    public bool CanCall(string account) => accounts.Find(account) is { } found && StripeClients.CanCall(found);

    /// <inheritdoc/>
    public CommandSubject SubjectOf(OperationAttempt attempt) => StripeCommandTable.SubjectOf(attempt);

    /// <inheritdoc/>
    public Task<AttemptResult> AttemptAsync(OperationAttempt attempt) => throw new InvalidOperationException("This process calls no provider.");
}
