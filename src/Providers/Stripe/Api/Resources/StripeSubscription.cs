using System.Text.Json;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>A subscription. Source: https://docs.stripe.com/api/subscriptions/object.</summary>
public sealed class StripeSubscription : StripeObject, IStripeResource<StripeSubscription>
{
    private StripeSubscription(StripeRecord record)
        : base(record) =>
        Items = [.. Json.Child("items"u8)?.Children("data"u8).Select(static item => new StripeSubscriptionItem(item)) ?? []];

    static string IStripeResource<StripeSubscription>.TypeName => "subscription";

    /// <summary>
    /// <c>incomplete</c>, <c>incomplete_expired</c>, <c>trialing</c>, <c>active</c>, <c>past_due</c>, <c>canceled</c>, <c>unpaid</c> or
    /// <c>paused</c>. Source: https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses.
    /// </summary>
    public string? Status => Json.Text("status"u8);

    /// <summary>The customer's id.</summary>
    public string? Customer => Json.Reference("customer"u8);

    /// <summary>What is subscribed to: the first 10 items, as Stripe answers them.</summary>
    public IReadOnlyList<StripeSubscriptionItem> Items { get; }

    /// <summary>When the current period ends: of several items, the one that ends first.</summary>
    public DateTimeOffset? CurrentPeriodEnd => Json.Time("current_period_end"u8) ?? Items.Min(static item => item.CurrentPeriodEnd);

    /// <summary>Whether it ends with the period that is paid.</summary>
    public bool? CancelAtPeriodEnd => Json.Flag("cancel_at_period_end"u8);

    /// <summary>When it will end.</summary>
    public DateTimeOffset? CancelAt => Json.Time("cancel_at"u8);

    /// <summary>When the cancellation was asked for.</summary>
    public DateTimeOffset? CanceledAt => Json.Time("canceled_at"u8);

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt => Json.Time("ended_at"u8);

    /// <summary>When the trial ends or ended.</summary>
    public DateTimeOffset? TrialEnd => Json.Time("trial_end"u8);

    /// <summary>The latest invoice's id.</summary>
    public string? LatestInvoice => Json.Reference("latest_invoice"u8);

    /// <summary>The payment method's id; <see langword="null"/>: the customer's default.</summary>
    public string? DefaultPaymentMethod => Json.Reference("default_payment_method"u8);

    static StripeSubscription IStripeResource<StripeSubscription>.From(StripeRecord record) => new(record);
}

/// <summary>One thing that is subscribed to. Source: https://docs.stripe.com/api/subscription_items/object.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Price">The price's id.</param>
/// <param name="Quantity">How many; missing for metered prices.</param>
/// <param name="CurrentPeriodStart">When the current period began. API versions from 2025-03-31 on.</param>
/// <param name="CurrentPeriodEnd">When the current period ends. API versions from 2025-03-31 on.</param>
public readonly record struct StripeSubscriptionItem(
    string? Id, string? Price, long? Quantity, DateTimeOffset? CurrentPeriodStart, DateTimeOffset? CurrentPeriodEnd)
{
    internal StripeSubscriptionItem(JsonElement json)
        : this(
            json.Text("id"u8),
            json.Reference("price"u8),
            json.Number("quantity"u8),
            json.Time("current_period_start"u8),
            json.Time("current_period_end"u8))
    {
    }
}
