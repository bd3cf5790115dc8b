namespace Signalbox.Providers.Stripe.Api;

/// <summary>Reads charges: the attempts of a payment. Source: https://docs.stripe.com/api/charges.</summary>
public sealed class StripeCharges
{
    private static readonly StripeOperation Retrieve = StripeOperation.Get("charges.retrieve");

    private readonly StripeTransport _transport;

    internal StripeCharges(StripeTransport transport) => _transport = transport;

    /// <summary>Reads a charge. Source: https://docs.stripe.com/api/charges/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeCharge> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeCharge>(Retrieve, StripeTransport.Path("charges", id), null, call, cancellationToken);
}

/// <summary>A charge. Source: https://docs.stripe.com/api/charges/object.</summary>
public sealed class StripeCharge : StripeObject, IStripeResource<StripeCharge>
{
    private StripeCharge(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeCharge>.TypeName => "charge";

    /// <summary><c>succeeded</c>, <c>pending</c> or <c>failed</c>.</summary>
    public string? Status => Json.Text("status"u8);

    /// <summary>In the currency's smallest unit.</summary>
    public long? Amount => Json.Number("amount"u8);

    /// <summary>What was paid back.</summary>
    public long? AmountRefunded => Json.Number("amount_refunded"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>The customer's id.</summary>
    public string? Customer => Json.Reference("customer"u8);

    /// <summary>The payment's id.</summary>
    public string? PaymentIntent => Json.Reference("payment_intent"u8);

    static StripeCharge IStripeResource<StripeCharge>.From(StripeRecord record) => new(record);
}
