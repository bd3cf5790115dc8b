namespace Signalbox.Streams;

/// <summary>The kinds of streams, the second part of a <see cref="StreamKey"/>.</summary>
public static class StreamKinds
{
    /// <summary>Everything about one customer that is not about one of its subscriptions.</summary>
    public const string Customer = "customer";

    /// <summary>One subscription and its invoices.</summary>
    public const string Subscription = "subscription";

    /// <summary>What belongs to the account as a whole: products, prices, payouts.</summary>
    public const string Endpoint = "endpoint";
}
