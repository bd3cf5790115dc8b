using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;

namespace Signalbox.Streams;

/// <inheritdoc/>
internal sealed class StreamRules(IAccounts accounts) : IStreamRules
{
    /// <inheritdoc/>
    public IProjection ProjectionOf(string account) => accounts.TryFind(account, out var found) && found.Provider == "stripe" ? StripeProjection.Instance : NoProjection.Instance;

    /// <inheritdoc/>
    public bool HoldsOnDeadLetter(string account) => accounts.TryFind(account, out var found) && found.DeadLetters is DeadLetterPolicy.Hold;

    private sealed class NoProjection : IProjection
    {
        internal static readonly NoProjection Instance = new();

        public ObjectCopy? Read(JournalEntry entry) => null;

        public ProjectionRow ToRow(ObjectCopy copy, StreamKey stream) => throw new InvalidOperationException("Nothing is projected here.");
    }
}
