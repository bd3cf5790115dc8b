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

    /// <summary>One user of an identity provider, with its sessions.</summary>
    public const string User = "user";

    /// <summary>One organization, with its memberships, invitations and domains.</summary>
    public const string Organization = "organization";

    /// <summary>One message to one recipient: a text message or an e-mail, from the request to its last click.</summary>
    public const string Message = "message";
}
