namespace Signalbox.Simulation.Stripe;

/// <summary>Which of Stripe's API versions renders the payloads.</summary>
public enum StripeShape
{
    /// <summary>
    /// 2020-08-27: the period on the subscription; <c>subscription</c>, <c>paid</c>, <c>charge</c> and <c>payment_intent</c> on the
    /// invoice; the charges inside the payment intent.
    /// </summary>
    Legacy = 0,

    /// <summary>
    /// 2025-11-17.clover: the period on each subscription item; the invoice's subscription under
    /// <c>parent.subscription_details</c>; only <c>latest_charge</c> on the payment intent.
    /// </summary>
    Current = 1,
}

/// <summary>How much a receiver must know to order the events that an object has within one second.</summary>
public enum SameSecond
{
    /// <summary>Any two of them can be ordered by themselves.</summary>
    Pairs = 0,

    /// <summary>
    /// Consecutive ones can be ordered, so all of them can once all are known: with quantity 1→2, 2→3, 3→4 in one second, the
    /// first and the third alone cannot be told apart.
    /// </summary>
    Chain = 1,

    /// <summary>No care is taken: for load, where the order sent is the order meant.</summary>
    Unchecked = 2,
}

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
