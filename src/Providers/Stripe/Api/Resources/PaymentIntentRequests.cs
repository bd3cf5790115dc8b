namespace Signalbox.Providers.Stripe.Api;

/// <summary>A payment to make. Source: https://docs.stripe.com/api/payment_intents/create.</summary>
public sealed record PaymentIntentCreateRequest : IFormPart
{
    /// <summary>In the currency's smallest unit. Positive, at most eight digits.</summary>
    public required long Amount { get; init; }

    /// <summary>ISO 4217, lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; }

    /// <summary>The payment method's id.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>The types that may be used. Not together with <see cref="AutomaticPaymentMethods"/>.</summary>
    public IReadOnlyList<string>? PaymentMethodTypes { get; init; }

    /// <summary>Whether the dashboard's settings say which payment methods may be used.</summary>
    public bool? AutomaticPaymentMethods { get; init; }

    /// <summary><c>always</c> or <c>never</c>: whether those may be among them that lead the customer to another page.</summary>
    public string? AllowRedirects { get; init; }

    /// <summary><c>automatic</c>, <c>automatic_async</c> or <c>manual</c> (authorize now, capture later).</summary>
    public string? CaptureMethod { get; init; }

    /// <summary>Whether to try to collect it at once.</summary>
    public bool? Confirm { get; init; }

    /// <summary>Whether to fail when the customer would have to act. Only with <see cref="Confirm"/>.</summary>
    public bool? ErrorOnRequiresAction { get; init; }

    /// <summary>Whether the customer is away. Only with <see cref="Confirm"/>.</summary>
    public bool? OffSession { get; init; }

    /// <summary>Where the customer comes back to from another page. Only with <see cref="Confirm"/>.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary><c>on_session</c> or <c>off_session</c>: keeps the payment method for later payments.</summary>
    public string? SetupFutureUsage { get; init; }

    /// <summary>For the dashboard and the customer's receipt.</summary>
    public string? Description { get; init; }

    /// <summary>Where the receipt goes.</summary>
    public string? ReceiptEmail { get; init; }

    /// <summary>Where goods go.</summary>
    public StripeShipping? Shipping { get; init; }

    /// <summary>What the customer's statement says, for payment methods other than cards. At most 22 characters.</summary>
    public string? StatementDescriptor { get; init; }

    /// <summary>What the statement of a card says after the account's prefix.</summary>
    public string? StatementDescriptorSuffix { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("amount", Amount);
        form.Add("currency", Currency);
        form.Add("customer", Customer);
        form.Add("payment_method", PaymentMethod);
        form.Add("payment_method_types", PaymentMethodTypes);
        form.Add("automatic_payment_methods.enabled", AutomaticPaymentMethods);
        form.Add("automatic_payment_methods.allow_redirects", AllowRedirects);
        form.Add("capture_method", CaptureMethod);
        form.Add("confirm", Confirm);
        form.Add("error_on_requires_action", ErrorOnRequiresAction);
        form.Add("off_session", OffSession);
        form.Add("return_url", ReturnUrl);
        form.Add("setup_future_usage", SetupFutureUsage);
        form.Add("description", Description);
        form.Add("receipt_email", ReceiptEmail);
        form.Add("shipping", Shipping);
        form.Add("statement_descriptor", StatementDescriptor);
        form.Add("statement_descriptor_suffix", StatementDescriptorSuffix);
        form.Add("metadata", Metadata);
    }
}

/// <summary>How to confirm a payment. Source: https://docs.stripe.com/api/payment_intents/confirm.</summary>
public sealed record PaymentIntentConfirmRequest : IFormPart
{
    /// <summary>The payment method's id.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>The types that may be used.</summary>
    public IReadOnlyList<string>? PaymentMethodTypes { get; init; }

    /// <summary><c>automatic</c>, <c>automatic_async</c> or <c>manual</c>.</summary>
    public string? CaptureMethod { get; init; }

    /// <summary>Whether to fail when the customer would have to act.</summary>
    public bool? ErrorOnRequiresAction { get; init; }

    /// <summary>Whether the customer is away.</summary>
    public bool? OffSession { get; init; }

    /// <summary>Where the customer comes back to from another page.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary><c>on_session</c> or <c>off_session</c>; an empty text takes back what was set.</summary>
    public string? SetupFutureUsage { get; init; }

    /// <summary>Where the receipt goes.</summary>
    public string? ReceiptEmail { get; init; }

    /// <summary>Where goods go.</summary>
    public StripeShipping? Shipping { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("payment_method", PaymentMethod);
        form.Add("payment_method_types", PaymentMethodTypes);
        form.Add("capture_method", CaptureMethod);
        form.Add("error_on_requires_action", ErrorOnRequiresAction);
        form.Add("off_session", OffSession);
        form.Add("return_url", ReturnUrl);
        form.Add("setup_future_usage", SetupFutureUsage);
        form.Add("receipt_email", ReceiptEmail);
        form.Add("shipping", Shipping);
    }
}

/// <summary>What to capture of an authorized payment. Source: https://docs.stripe.com/api/payment_intents/capture.</summary>
public sealed record PaymentIntentCaptureRequest : IFormPart
{
    /// <summary>In the currency's smallest unit, at most what was authorized. <see langword="null"/>: all of it.</summary>
    public long? AmountToCapture { get; init; }

    /// <summary>Whether the rest is freed (Stripe's default), or may be captured later.</summary>
    public bool? FinalCapture { get; init; }

    /// <summary>What the customer's statement says, for payment methods other than cards.</summary>
    public string? StatementDescriptor { get; init; }

    /// <summary>What the statement of a card says after the account's prefix.</summary>
    public string? StatementDescriptorSuffix { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500. An empty value removes its key.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("amount_to_capture", AmountToCapture);
        form.Add("final_capture", FinalCapture);
        form.Add("statement_descriptor", StatementDescriptor);
        form.Add("statement_descriptor_suffix", StatementDescriptorSuffix);
        form.Add("metadata", Metadata);
    }
}

/// <summary>Why a payment is cancelled. Source: https://docs.stripe.com/api/payment_intents/cancel.</summary>
public sealed record PaymentIntentCancelRequest : IFormPart
{
    /// <summary><c>duplicate</c>, <c>fraudulent</c>, <c>requested_by_customer</c> or <c>abandoned</c>.</summary>
    public string? CancellationReason { get; init; }

    void IFormPart.WriteTo(FormWriter form) => form.Add("cancellation_reason", CancellationReason);
}
