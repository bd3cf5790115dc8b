namespace Signalbox.Providers.Stripe.Api;

/// <summary>What a subscription can be given, at first and later.</summary>
public abstract record SubscriptionRequest : IFormPart
{
    private protected SubscriptionRequest()
    {
    }

    /// <summary>
    /// What is subscribed to. At most 20. In a change, only the items that change, each with its id; those without one are added.
    /// </summary>
    public IReadOnlyList<SubscriptionItemRequest>? Items { get; init; }

    /// <summary><c>create_prorations</c> (Stripe's default), <c>always_invoice</c> or <c>none</c>.</summary>
    public string? ProrationBehavior { get; init; }

    /// <summary>
    /// What becomes of it if its payment fails or needs the customer: <c>allow_incomplete</c> (Stripe's default),
    /// <c>default_incomplete</c>, <c>error_if_incomplete</c> or <c>pending_if_incomplete</c>.
    /// </summary>
    public string? PaymentBehavior { get; init; }

    /// <summary>Whether it ends with the period that is paid.</summary>
    public bool? CancelAtPeriodEnd { get; init; }

    /// <summary>When it ends; <see cref="StripeMoment.None"/>: no more.</summary>
    public StripeMoment? CancelAt { get; init; }

    /// <summary><c>charge_automatically</c> or <c>send_invoice</c>.</summary>
    public string? CollectionMethod { get; init; }

    /// <summary>Of invoices that are sent.</summary>
    public long? DaysUntilDue { get; init; }

    /// <summary>The payment method's id; an empty text: the customer's default.</summary>
    public string? DefaultPaymentMethod { get; init; }

    /// <summary><c>off</c> or <c>on_subscription</c>: whether a payment method that worked becomes the subscription's default.</summary>
    public string? SaveDefaultPaymentMethod { get; init; }

    /// <summary>For the dashboard and the customer's page.</summary>
    public string? Description { get; init; }

    /// <summary>Discounts instead of those that it has.</summary>
    public IReadOnlyList<StripeDiscountRequest>? Discounts { get; init; }

    /// <summary>Whether Stripe computes taxes.</summary>
    public bool? AutomaticTax { get; init; }

    /// <summary>Whether the customer is away.</summary>
    public bool? OffSession { get; init; }

    /// <summary>When the trial ends; <see cref="StripeMoment.Now"/>: at once.</summary>
    public StripeMoment? TrialEnd { get; init; }

    /// <summary>
    /// What becomes of it if a trial ends without a payment method: <c>cancel</c>, <c>create_invoice</c> or <c>pause</c>.
    /// </summary>
    public string? TrialEndWithoutPaymentMethod { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500. An empty value removes its key.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        WriteFirst(form);
        form.Add("items", Items);
        form.Add("proration_behavior", ProrationBehavior);
        form.Add("payment_behavior", PaymentBehavior);
        form.Add("cancel_at_period_end", CancelAtPeriodEnd);
        form.Add("cancel_at", CancelAt);
        form.Add("collection_method", CollectionMethod);
        form.Add("days_until_due", DaysUntilDue);
        form.Add("default_payment_method", DefaultPaymentMethod);
        form.Add("payment_settings.save_default_payment_method", SaveDefaultPaymentMethod);
        form.Add("description", Description);
        form.Add("discounts", Discounts);
        form.Add("automatic_tax.enabled", AutomaticTax);
        form.Add("off_session", OffSession);
        form.Add("trial_end", TrialEnd);
        form.Add("trial_settings.end_behavior.missing_payment_method", TrialEndWithoutPaymentMethod);
        form.Add("metadata", Metadata);
    }

    private protected abstract void WriteFirst(FormWriter form);
}

/// <summary>A subscription to make. Source: https://docs.stripe.com/api/subscriptions/create.</summary>
public sealed record SubscriptionCreateRequest : SubscriptionRequest
{
    /// <summary>The customer's id.</summary>
    public required string Customer { get; init; }

    /// <summary>ISO 4217, lower case; for prices with several currencies.</summary>
    public string? Currency { get; init; }

    /// <summary>At least one. Not together with a trial's end.</summary>
    public long? TrialPeriodDays { get; init; }

    /// <summary>When the first full period begins.</summary>
    public DateTimeOffset? BillingCycleAnchor { get; init; }

    /// <summary>A time in the past that it is billed from.</summary>
    public DateTimeOffset? BackdateStartDate { get; init; }

    private protected override void WriteFirst(FormWriter form)
    {
        form.Add("customer", Customer);
        form.Add("currency", Currency);
        form.Add("trial_period_days", TrialPeriodDays);
        form.Add("billing_cycle_anchor", BillingCycleAnchor);
        form.Add("backdate_start_date", BackdateStartDate);
    }
}

/// <summary>What to change of a subscription. Source: https://docs.stripe.com/api/subscriptions/update.</summary>
public sealed record SubscriptionUpdateRequest : SubscriptionRequest
{
    /// <summary>The time that prorations are computed for, so that they equal a preview. In the current period.</summary>
    public DateTimeOffset? ProrationDate { get; init; }

    /// <summary><see cref="StripeMoment.Now"/> (begins a new period at once) or <see cref="StripeMoment.Unchanged"/>.</summary>
    public StripeMoment? BillingCycleAnchor { get; init; }

    /// <summary>Why it ends.</summary>
    public SubscriptionCancellationDetails? CancellationDetails { get; init; }

    private protected override void WriteFirst(FormWriter form)
    {
        form.Add("proration_date", ProrationDate);
        form.Add("billing_cycle_anchor", BillingCycleAnchor);
        form.Add("cancellation_details", CancellationDetails);
    }
}

/// <summary>One thing that is subscribed to.</summary>
public sealed record SubscriptionItemRequest : IFormPart
{
    /// <summary>The item's id, to change or remove it.</summary>
    public string? Id { get; init; }

    /// <summary>The price's id.</summary>
    public string? Price { get; init; }

    /// <summary>A price for this subscription only.</summary>
    public StripePriceData? PriceData { get; init; }

    /// <summary>How many. Not for metered prices.</summary>
    public long? Quantity { get; init; }

    /// <summary>Whether to remove it. Changes only.</summary>
    public bool? Deleted { get; init; }

    /// <summary>Ids of tax rates; empty: the subscription's.</summary>
    public IReadOnlyList<string>? TaxRates { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("id", Id);
        form.Add("price", Price);
        form.Add("price_data", PriceData);
        form.Add("quantity", Quantity);
        form.Add("deleted", Deleted);
        form.Add("tax_rates", TaxRates);
        form.Add("metadata", Metadata);
    }
}
