using System.Collections.Frozen;
using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Streams;

/// <inheritdoc/>
internal sealed class StreamRules(IAccounts accounts, SignalboxSettings settings, StripeProjection stripe) : IStreamRules
{
    private readonly FrozenSet<string> _readable =
        settings.Accounts.Where(static a => a.Provider == AccountsReader.Stripe && a.ApiKey is not null).Select(static a => a.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IProjection ProjectionOf(string account) => !accounts.TryFind(account, out var found) ? NoProjection.Instance
        : found.Provider == AccountsReader.Stripe ? stripe
        : FactProjections.Of(found.Provider) ?? NoProjection.Instance;

    /// <inheritdoc/>
    public bool CanRead(string account) => _readable.Contains(account);

    /// <inheritdoc/>
    public bool HoldsOnDeadLetter(string account) => accounts.TryFind(account, out var found) && found.DeadLetters is DeadLetterPolicy.Hold;

    private sealed class NoProjection : FactProjection
    {
        internal static readonly NoProjection Instance = new();

        public override IReadOnlyList<Fact> Facts(JournalEntry entry) => [];
    }
}
