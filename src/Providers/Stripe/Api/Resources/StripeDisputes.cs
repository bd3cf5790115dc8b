namespace Signalbox.Providers.Stripe.Api;

/// <summary>Reads disputes. Source: https://docs.stripe.com/api/disputes.</summary>
public sealed class StripeDisputes
{
    private static readonly StripeOperation Retrieve = StripeOperation.Get("disputes.retrieve");

    private readonly StripeTransport _transport;

    internal StripeDisputes(StripeTransport transport) => _transport = transport;

    /// <summary>Reads a dispute. Source: https://docs.stripe.com/api/disputes/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeDispute> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeDispute>(Retrieve, StripeTransport.Path("disputes", id), null, call, cancellationToken);
}

/// <summary>A dispute. Source: https://docs.stripe.com/api/disputes/object.</summary>
public sealed class StripeDispute : StripeObject, IStripeResource<StripeDispute>
{
    private StripeDispute(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeDispute>.TypeName => "dispute";

    /// <summary><c>needs_response</c>, <c>under_review</c>, <c>won</c>, <c>lost</c> and others.</summary>
    public string? Status => Json.Text("status"u8);

    /// <summary>Why the customer disputes.</summary>
    public string? Reason => Json.Text("reason"u8);

    /// <summary>In the currency's smallest unit.</summary>
    public long? Amount => Json.Number("amount"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>The charge's id.</summary>
    public string? Charge => Json.Reference("charge"u8);

    /// <summary>The payment's id.</summary>
    public string? PaymentIntent => Json.Reference("payment_intent"u8);

    static StripeDispute IStripeResource<StripeDispute>.From(StripeRecord record) => new(record);
}
