namespace Signalbox.Simulation.Stripe;

/// <summary>How an account behaves.</summary>
public sealed record StripeAccountOptions
{
    /// <summary>The payloads' shape. Default <see cref="StripeShape.Current"/>.</summary>
    public StripeShape Shape { get; init; } = StripeShape.Current;

    /// <summary>
    /// The share of objects that carry their customer as an object instead of an id, from their first event to their last.
    /// 0 to 1, default 0.
    /// </summary>
    public double ExpandedCustomers { get; init; }

    /// <summary>What the account avoids within one second, by letting its clock tick. Default <see cref="SameSecond.Pairs"/>.</summary>
    public SameSecond SameSecond { get; init; } = SameSecond.Pairs;
}
