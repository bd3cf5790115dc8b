using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using Signalbox.Publishing;
using Signalbox.Sources;

namespace Signalbox.Streams;

/// <inheritdoc/>
internal sealed class StreamRules(AccountDirectory accounts, StripeProjection stripe) : IStreamRules
{
    /// <inheritdoc/>
    public IProjection ProjectionOf(string account)
    {
        if (PublishedStreams.IsReserved(account))
        {
            return NoProjection.Instance;
        }

        if (accounts.TryFind(account, out var found))
        {
            return found.Provider == AccountsReader.Stripe ? stripe : FactProjections.Of(found.Provider) ?? NoProjection.Instance;
        }

        // To be tried again in a moment: passing over an event of an account that was just made would be for good.
        return accounts.IsSurelyUnknown(account)
            ? NoProjection.Instance
            : throw new InvalidOperationException($"The account '{account}' is not known here yet.");
    }

    /// <inheritdoc/>
    public bool CanRead(string account) => accounts.Find(account) is { } found && StripeClients.CanCall(found);

    /// <inheritdoc/>
    public bool HoldsOnDeadLetter(string account) => accounts.TryFind(account, out var found) && found.DeadLetters is DeadLetterPolicy.Hold;

    /// <summary>Of what the product publishes and Signalbox tells of itself, of accounts that there are not (any more), and of providers whose events make no rows.</summary>
    internal sealed class NoProjection : FactProjection
    {
        internal static readonly NoProjection Instance = new();

        public override IReadOnlyList<Fact> Facts(JournalEntry entry) => [];
    }
}
