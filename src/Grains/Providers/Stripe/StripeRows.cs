using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Stripe;

/// <summary>Stripe's objects as rows, in the shapes of old and current API versions. Pure; what is missing or odd reads as null.</summary>
internal static class StripeRows
{
    internal static CustomerRow Customer(RowHead head, JsonFields o) => new(
        head, o.Text("email"u8), o.Text("name"u8), o.Text("phone"u8), o.Text("currency"u8), o.Number("balance"u8), o.Flag("delinquent"u8));

    internal static SubscriptionRow Subscription(RowHead head, JsonFields o)
    {
        var items = o.Object("items"u8).Objects("data"u8)
            .Select(item => Item(head, item))
            .OfType<SubscriptionItemRow>()
            .DistinctBy(static item => item.Head.Id)
            .ToList();
        var first = items.Count > 0 ? items[0] : null;

        // Since API version 2025-03-31 the period is the items'; of several the one that ends first counts for the subscription.
        var earliest = items.Where(static i => i.CurrentPeriodEnd is not null).MinBy(static i => i.CurrentPeriodEnd);
        return new SubscriptionRow(
            head,
            o.Reference("customer"u8),
            o.Text("status"u8),
            first?.PriceId ?? o.Reference("plan"u8),
            first is null ? o.Number("quantity"u8) : first.Quantity,
            o.Time("current_period_start"u8) ?? earliest?.CurrentPeriodStart,
            o.Time("current_period_end"u8) ?? earliest?.CurrentPeriodEnd,
            o.Flag("cancel_at_period_end"u8),
            o.Time("cancel_at"u8),
            o.Time("canceled_at"u8),
            o.Time("ended_at"u8),
            o.Time("trial_end"u8),
            items);
    }

    internal static InvoiceRow Invoice(RowHead head, JsonFields o) => new(
        head,
        o.Reference("customer"u8),
        o.Reference("subscription"u8) ?? o.Object("parent"u8).Object("subscription_details"u8).Reference("subscription"u8),
        o.Text("number"u8),
        o.Text("status"u8),
        o.Text("currency"u8),
        o.Number("total"u8),
        o.Number("amount_due"u8),
        o.Number("amount_paid"u8),
        o.Number("amount_remaining"u8),
        o.Time("due_date"u8));

    internal static PaymentIntentRow PaymentIntent(RowHead head, JsonFields o) => new(
        head,
        o.Reference("customer"u8),
        o.Text("status"u8),
        o.Text("currency"u8),
        o.Number("amount"u8),
        o.Number("amount_received"u8),
        o.Reference("latest_charge"u8) ?? FirstCharge(o),
        o.Reference("invoice"u8));

    internal static ChargeRow Charge(RowHead head, JsonFields o) => new(
        head,
        o.Reference("customer"u8),
        o.Reference("payment_intent"u8),
        o.Text("status"u8),
        o.Text("currency"u8),
        o.Number("amount"u8),
        o.Number("amount_refunded"u8),
        o.Flag("refunded"u8),
        o.Flag("disputed"u8));

    internal static DisputeRow Dispute(RowHead head, JsonFields o) => new(
        head,
        o.Reference("charge"u8),
        o.Reference("payment_intent"u8),
        o.Text("status"u8),
        o.Text("reason"u8),
        o.Text("currency"u8),
        o.Number("amount"u8));

    internal static CheckoutSessionRow CheckoutSession(RowHead head, JsonFields o) => new(
        head,
        o.Reference("customer"u8),
        o.Reference("subscription"u8),
        o.Reference("payment_intent"u8),
        o.Text("mode"u8),
        o.Text("status"u8),
        o.Text("payment_status"u8),
        o.Text("currency"u8),
        o.Number("amount_total"u8));

    internal static ProductRow Product(RowHead head, JsonFields o) => new(
        head, o.Text("name"u8), o.Text("description"u8), o.Flag("active"u8), o.Reference("default_price"u8));

    internal static PriceRow Price(RowHead head, JsonFields o)
    {
        var recurring = o.Object("recurring"u8);
        return new PriceRow(
            head,
            o.Reference("product"u8),
            o.Flag("active"u8),
            o.Text("type"u8),
            o.Text("currency"u8),
            o.Number("unit_amount"u8),
            recurring.Text("interval"u8),
            recurring.Number("interval_count"u8));
    }

    // Before API version 2022-11-15 an intent listed its charges, the latest first.
    private static string? FirstCharge(JsonFields intent) => intent.Object("charges"u8).Objects("data"u8) is [var first, ..] && first.Text("id"u8) is { Length: <= JsonFields.LongestId } id ? id : null;

    private static SubscriptionItemRow? Item(RowHead subscription, JsonFields item)
    {
        if (item.Text("id"u8) is not { Length: > 0 and <= JsonFields.LongestId } id)
        {
            return null;
        }

        // Before 2019 an item had a plan and no price.
        var price = item.Object("price"u8);
        return new SubscriptionItemRow(
            subscription with { Id = id, DeletedAt = null, Raw = item.Raw },
            subscription.Id,
            item.Reference("price"u8) ?? item.Reference("plan"u8),
            price.Reference("product"u8) ?? item.Object("plan"u8).Reference("product"u8),
            item.Number("quantity"u8),
            item.Time("current_period_start"u8),
            item.Time("current_period_end"u8));
    }
}
