namespace Signalbox.Simulation.Stripe;

/// <summary>What is to change of a subscription. What is null stays.</summary>
internal sealed record SubscriptionChange
{
    internal IReadOnlyList<ItemChange> Items { get; init; } = [];

    internal bool? CancelAtPeriodEnd { get; init; }

    /// <summary>Stripe's: create_prorations (on the next invoice), always_invoice (on one of its own, now), none.</summary>
    internal string Proration { get; init; } = "create_prorations";

    internal Action<Metadata> FillMetadata { get; init; } = static _ => { };
}

/// <summary>What is to change of an item, or a new one.</summary>
/// <param name="Item">Null: a new one.</param>
/// <param name="Price">Null: stays. A new item has one.</param>
/// <param name="Quantity">Null: stays, or 1.</param>
/// <param name="Removed">Whether the item goes.</param>
internal sealed record ItemChange(SubscriptionItem? Item, Price? Price, long? Quantity, bool Removed);
