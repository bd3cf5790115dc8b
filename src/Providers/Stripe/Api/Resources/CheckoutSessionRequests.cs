namespace Signalbox.Providers.Stripe.Api;

/// <summary>A payment page to make. Source: https://docs.stripe.com/api/checkout/sessions/create.</summary>
public sealed record CheckoutSessionCreateRequest : IFormPart
{
    /// <summary><c>payment</c>, <c>setup</c> or <c>subscription</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>What is bought. Required except in mode <c>setup</c>.</summary>
    public IReadOnlyList<CheckoutLineItem>? LineItems { get; init; }

    /// <summary>Where the customer comes to afterwards; <c>{CHECKOUT_SESSION_ID}</c> in it becomes the session's id.</summary>
    public string? SuccessUrl { get; init; }

    /// <summary>Where the customer comes to who goes back.</summary>
    public string? CancelUrl { get; init; }

    /// <summary>Where the customer comes to from an embedded page.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary><c>hosted</c> (Stripe's default), <c>embedded</c> or <c>custom</c>.</summary>
    public string? UiMode { get; init; }

    /// <summary>The customer's id. Not together with <see cref="CustomerEmail"/>.</summary>
    public string? Customer { get; init; }

    /// <summary>Fills in the email of a new customer.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary><c>always</c> or <c>if_required</c>: whether a customer is made. Mode <c>payment</c> only.</summary>
    public string? CustomerCreation { get; init; }

    /// <summary>Something to find the session by later. At most 200 characters.</summary>
    public string? ClientReferenceId { get; init; }

    /// <summary>ISO 4217, lower case. Required in mode <c>setup</c> without payment method types.</summary>
    public string? Currency { get; init; }

    /// <summary>The types that may be used. <see langword="null"/>: as the dashboard says.</summary>
    public IReadOnlyList<string>? PaymentMethodTypes { get; init; }

    /// <summary>
    /// <c>always</c> or <c>if_required</c>: whether to ask for a payment method when nothing is due. Mode <c>subscription</c> only.
    /// </summary>
    public string? PaymentMethodCollection { get; init; }

    /// <summary>Whether customers can type a promotion code. Not together with <see cref="Discounts"/>.</summary>
    public bool? AllowPromotionCodes { get; init; }

    /// <summary>A discount to apply; at most one.</summary>
    public IReadOnlyList<StripeDiscountRequest>? Discounts { get; init; }

    /// <summary><c>auto</c> or <c>required</c>.</summary>
    public string? BillingAddressCollection { get; init; }

    /// <summary>Whether Stripe computes taxes.</summary>
    public bool? AutomaticTax { get; init; }

    /// <summary>Whether to ask businesses for their tax number.</summary>
    public bool? TaxIdCollection { get; init; }

    /// <summary>From 30 minutes to 24 hours (Stripe's default) from now.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The page's language; <c>auto</c> is the browser's.</summary>
    public string? Locale { get; init; }

    /// <summary><c>auto</c>, <c>book</c>, <c>donate</c>, <c>pay</c> or <c>subscribe</c>: what the button says.</summary>
    public string? SubmitType { get; init; }

    /// <summary>What the payment is given. Mode <c>payment</c> only.</summary>
    public CheckoutPaymentData? PaymentIntentData { get; init; }

    /// <summary>What the subscription is given. Mode <c>subscription</c> only.</summary>
    public CheckoutSubscriptionData? SubscriptionData { get; init; }

    /// <summary>Of the session itself. At most 50 keys of 40 characters with values of 500.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("mode", Mode);
        form.Add("line_items", LineItems);
        form.Add("success_url", SuccessUrl);
        form.Add("cancel_url", CancelUrl);
        form.Add("return_url", ReturnUrl);
        form.Add("ui_mode", UiMode);
        form.Add("customer", Customer);
        form.Add("customer_email", CustomerEmail);
        form.Add("customer_creation", CustomerCreation);
        form.Add("client_reference_id", ClientReferenceId);
        form.Add("currency", Currency);
        form.Add("payment_method_types", PaymentMethodTypes);
        form.Add("payment_method_collection", PaymentMethodCollection);
        form.Add("allow_promotion_codes", AllowPromotionCodes);
        form.Add("discounts", Discounts);
        form.Add("billing_address_collection", BillingAddressCollection);
        form.Add("automatic_tax.enabled", AutomaticTax);
        form.Add("tax_id_collection.enabled", TaxIdCollection);
        form.Add("expires_at", ExpiresAt);
        form.Add("locale", Locale);
        form.Add("submit_type", SubmitType);
        form.Add("payment_intent_data", PaymentIntentData);
        form.Add("subscription_data", SubscriptionData);
        form.Add("metadata", Metadata);
    }
}

/// <summary>One line of what is bought: a price or the data of one.</summary>
public sealed record CheckoutLineItem : IFormPart
{
    /// <summary>The price's id.</summary>
    public string? Price { get; init; }

    /// <summary>A price for this session only.</summary>
    public StripePriceData? PriceData { get; init; }

    /// <summary>How many. Not for metered prices.</summary>
    public long? Quantity { get; init; }

    /// <summary>Ids of tax rates.</summary>
    public IReadOnlyList<string>? TaxRates { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("price", Price);
        form.Add("price_data", PriceData);
        form.Add("quantity", Quantity);
        form.Add("tax_rates", TaxRates);
    }
}

/// <summary>What the payment of a session is given.</summary>
public sealed record CheckoutPaymentData : IFormPart
{
    /// <summary><c>automatic</c>, <c>automatic_async</c> or <c>manual</c>.</summary>
    public string? CaptureMethod { get; init; }

    /// <summary>For the dashboard and the receipt.</summary>
    public string? Description { get; init; }

    /// <summary>Where the receipt goes.</summary>
    public string? ReceiptEmail { get; init; }

    /// <summary><c>on_session</c> or <c>off_session</c>: keeps the payment method for later payments.</summary>
    public string? SetupFutureUsage { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("capture_method", CaptureMethod);
        form.Add("description", Description);
        form.Add("receipt_email", ReceiptEmail);
        form.Add("setup_future_usage", SetupFutureUsage);
        form.Add("metadata", Metadata);
    }
}

/// <summary>What the subscription of a session is given.</summary>
public sealed record CheckoutSubscriptionData : IFormPart
{
    /// <summary>For the dashboard and the customer's page.</summary>
    public string? Description { get; init; }

    /// <summary>At least one.</summary>
    public long? TrialPeriodDays { get; init; }

    /// <summary>At least 48 hours from now.</summary>
    public DateTimeOffset? TrialEnd { get; init; }

    /// <summary>
    /// What becomes of it if a trial ends without a payment method: <c>cancel</c>, <c>create_invoice</c> or <c>pause</c>.
    /// </summary>
    public string? TrialEndWithoutPaymentMethod { get; init; }

    /// <summary><c>create_prorations</c> or <c>none</c>, until <see cref="BillingCycleAnchor"/>.</summary>
    public string? ProrationBehavior { get; init; }

    /// <summary>When the first full period begins.</summary>
    public DateTimeOffset? BillingCycleAnchor { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("description", Description);
        form.Add("trial_period_days", TrialPeriodDays);
        form.Add("trial_end", TrialEnd);
        form.Add("trial_settings.end_behavior.missing_payment_method", TrialEndWithoutPaymentMethod);
        form.Add("proration_behavior", ProrationBehavior);
        form.Add("billing_cycle_anchor", BillingCycleAnchor);
        form.Add("metadata", Metadata);
    }
}
