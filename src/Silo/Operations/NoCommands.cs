using Signalbox.Hosting;
using Signalbox.Providers;

namespace Signalbox.Operations;

/// <summary>For processes that call nobody: they know who could be called, and record it for those that do.</summary>
internal sealed class NoCommands(SignalboxSettings settings) : IProviderCommands
{
    /// <inheritdoc/>
    public bool CallsHere => false;

    /// <inheritdoc/>
    public bool CanCall(string account) => settings.Accounts.Any(a => a.Name == account && StripeClients.CanCall(a));

    /// <inheritdoc/>
    public CommandSubject SubjectOf(OperationAttempt attempt) => StripeCommandTable.SubjectOf(attempt);

    /// <inheritdoc/>
    public Task<AttemptResult> AttemptAsync(OperationAttempt attempt) => throw new InvalidOperationException("This process calls no provider.");
}
