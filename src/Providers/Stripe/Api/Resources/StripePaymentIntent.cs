namespace Signalbox.Providers.Stripe.Api;

/// <summary>A payment. Source: https://docs.stripe.com/api/payment_intents/object.</summary>
public sealed class StripePaymentIntent : StripeObject, IStripeResource<StripePaymentIntent>
{
    private StripePaymentIntent(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripePaymentIntent>.TypeName => "payment_intent";

    /// <summary>
    /// <c>requires_payment_method</c>, <c>requires_confirmation</c>, <c>requires_action</c>, <c>processing</c>, <c>requires_capture</c>,
    /// <c>canceled</c> or <c>succeeded</c>. Source: https://docs.stripe.com/payments/paymentintents/lifecycle.
    /// </summary>
    public string? Status => Json.Text("status"u8);

    /// <summary>In the currency's smallest unit.</summary>
    public long? Amount => Json.Number("amount"u8);

    /// <summary>What can still be captured.</summary>
    public long? AmountCapturable => Json.Number("amount_capturable"u8);

    /// <summary>What was collected.</summary>
    public long? AmountReceived => Json.Number("amount_received"u8);

    /// <summary>ISO 4217, lower case.</summary>
    public string? Currency => Json.Text("currency"u8);

    /// <summary>The customer's id.</summary>
    public string? Customer => Json.Reference("customer"u8);

    /// <summary>The payment method's id.</summary>
    public string? PaymentMethod => Json.Reference("payment_method"u8);

    /// <summary>The id of the last attempt's charge.</summary>
    public string? LatestCharge => Json.Reference("latest_charge"u8);

    /// <summary>A secret that lets the customer's browser finish the payment. Not for logs or URLs.</summary>
    public string? ClientSecret => Json.Text("client_secret"u8);

    /// <summary>What the customer has to do: <c>redirect_to_url</c>, <c>use_stripe_sdk</c> and others.</summary>
    public string? NextActionType => Json.Child("next_action"u8)?.Text("type"u8);

    /// <summary>Where the customer has to go for it.</summary>
    public string? NextActionUrl => Json.Child("next_action"u8)?.Child("redirect_to_url"u8)?.Text("url"u8);

    /// <summary>Why the last attempt failed: an error code.</summary>
    public string? LastErrorCode => Json.Child("last_payment_error"u8)?.Text("code"u8);

    /// <summary>Why the issuer declined the last attempt.</summary>
    public string? LastDeclineCode => Json.Child("last_payment_error"u8)?.Text("decline_code"u8);

    /// <summary>When it was cancelled.</summary>
    public DateTimeOffset? CanceledAt => Json.Time("canceled_at"u8);

    static StripePaymentIntent IStripeResource<StripePaymentIntent>.From(StripeRecord record) => new(record);
}
