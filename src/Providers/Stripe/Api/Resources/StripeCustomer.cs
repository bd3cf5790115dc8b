namespace Signalbox.Providers.Stripe.Api;

/// <summary>A customer. Source: https://docs.stripe.com/api/customers/object.</summary>
public sealed class StripeCustomer : StripeObject, IStripeResource<StripeCustomer>
{
    private StripeCustomer(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeCustomer>.TypeName => "customer";

    /// <summary>Email.</summary>
    public string? Email => Json.Text("email"u8);

    /// <summary>Full name or business name.</summary>
    public string? Name => Json.Text("name"u8);

    /// <summary>In the currency's smallest unit, for the next invoice; negative: a credit.</summary>
    public long? Balance => Json.Number("balance"u8);

    /// <summary>ISO 4217, lower case: the currency that the customer is billed in.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>Whether the latest invoice is overdue.</summary>
    public bool? IsDelinquent => Json.Flag("delinquent"u8);

    /// <summary>The payment method of subscriptions and invoices that have none of their own.</summary>
    public string? DefaultPaymentMethod => Json.Child("invoice_settings"u8)?.Reference("default_payment_method"u8);

    static StripeCustomer IStripeResource<StripeCustomer>.From(StripeRecord record) => new(record);
}
