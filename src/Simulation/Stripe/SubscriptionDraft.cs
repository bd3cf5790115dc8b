namespace Signalbox.Simulation.Stripe;

/// <summary>What a subscription is asked for with.</summary>
/// <param name="Customer">Not deleted.</param>
/// <param name="Items">At least one; recurring prices, each once.</param>
internal sealed record SubscriptionDraft(Customer Customer, IReadOnlyList<(Price Price, long Quantity)> Items)
{
    internal TimeSpan? Trial { get; init; }

    /// <summary>Whether its first invoice waits for a confirmation instead of being collected at once.</summary>
    internal bool WaitsForConfirmation { get; init; }

    /// <summary>Whether a trial without a payment method ends in a pause.</summary>
    internal bool PausesWithoutCard { get; init; }

    internal Action<Metadata> FillMetadata { get; init; } = static _ => { };
}
