using static Signalbox.Projections.ColumnKind;

namespace Signalbox.Projections;

/// <content>What Stripe tells.</content>
internal static partial class ProjectionResources
{
    internal static readonly ProjectionResource Customers = new(
        "customers",
        "customer",
        [
            new("email", Text, "The e-mail address."),
            new("name", Text, "The name."),
            new("phone", Text, "The phone number."),
            new("currency", Text, "The currency that the customer is charged in."),
            new("balance", Number, "The balance, in the currency's smallest unit; negative is credit."),
            new("delinquent", Flag, "Whether the latest invoice has not been paid."),
        ],
        [Filter("email", "Only with this e-mail address, in any case.", "jenny@example.com")]);

    internal static readonly ProjectionResource Subscriptions = new(
        "subscriptions",
        "subscription",
        [
            new("customer_id", Text, "Its customer."),
            new("status", Text, "The provider's status: active, trialing, past_due, canceled and so on."),
            new("price_id", Text, "The price of its first item."),
            new("quantity", Number, "The quantity of its first item."),
            new("current_period_start", Time, "When the current period began."),
            new("current_period_end", Time, "When the current period ends."),
            new("cancel_at_period_end", Flag, "Whether it ends with the current period."),
            new("cancel_at", Time, "When it is going to end."),
            new("canceled_at", Time, "When it was canceled."),
            new("ended_at", Time, "When it ended."),
            new("trial_end", Time, "When the trial ends or ended."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("status", "Only with this status.", "active"),
            Filter("price_id", "Only whose first item has this price.", "price_1MoBy5LkdIwHu7ixZhnattbh"),
        ])
    {
        HasItems = true,
    };

    internal static readonly ProjectionResource Invoices = new(
        "invoices",
        "invoice",
        [
            new("customer_id", Text, "Its customer."),
            new("subscription_id", Text, "The subscription that it bills, if any."),
            new("number", Text, "The number that people see."),
            new("status", Text, "The provider's status: draft, open, paid, uncollectible, void."),
            new("currency", Text, "The currency."),
            new("total", Number, "The total, in the currency's smallest unit."),
            new("amount_due", Number, "What is to be paid."),
            new("amount_paid", Number, "What has been paid."),
            new("amount_remaining", Number, "What is left to be paid."),
            new("due_date", Time, "When it is due."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("subscription_id", "Only of this subscription.", "sub_1MowQVLkdIwHu7ixeRlqHVzs"),
            Filter("status", "Only with this status.", "open"),
        ]);

    internal static readonly ProjectionResource Payments = new(
        "payments",
        "payment",
        [
            new("customer_id", Text, "Its customer."),
            new("status", Text, "The provider's status: succeeded, requires_payment_method, canceled and so on."),
            new("currency", Text, "The currency."),
            new("amount", Number, "What is to be collected, in the currency's smallest unit."),
            new("amount_received", Number, "What was collected."),
            new("latest_charge", Text, "The latest attempt to collect it."),
            new("invoice_id", Text, "The invoice that it pays, if any."),
            new("amount_refunded", Number, "What was refunded, all charges together."),
            new("refunded", Flag, "Whether a charge of it was refunded in full."),
            new("disputed", Flag, "Whether a charge of it is or was disputed."),
            new("dispute_status", Text, "The status of the latest dispute."),
            new("dispute_reason", Text, "The reason of the latest dispute."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("status", "Only with this status.", "succeeded"),
            Filter("invoice_id", "Only for this invoice.", "in_1MtHbELkdIwHu7ixl4OzzPMv"),
        ]);

    internal static readonly ProjectionResource CheckoutSessions = new(
        "checkout-sessions",
        "checkout session",
        [
            new("customer_id", Text, "Its customer."),
            new("subscription_id", Text, "The subscription that it began."),
            new("payment_intent_id", Text, "The payment that it made."),
            new("mode", Text, "payment, setup or subscription."),
            new("status", Text, "The provider's status: open, complete, expired."),
            new("payment_status", Text, "paid, unpaid or no_payment_required."),
            new("currency", Text, "The currency."),
            new("amount_total", Number, "The total, in the currency's smallest unit."),
        ],
        [
            Filter("customer_id", "Only of this customer.", "cus_9s6XKzkNRiz8i3"),
            Filter("status", "Only with this status.", "complete"),
        ]);

    internal static readonly ProjectionResource Products = new(
        "products",
        "product",
        [
            new("name", Text, "The name."),
            new("description", Text, "The description."),
            new("active", Flag, "Whether it can be bought."),
            new("default_price_id", Text, "Its default price."),
        ],
        [FlagFilter("active", "Only what can, or cannot, be bought.")]);

    internal static readonly ProjectionResource Prices = new(
        "prices",
        "price",
        [
            new("product_id", Text, "Its product."),
            new("active", Flag, "Whether it can be used for new purchases."),
            new("type", Text, "one_time or recurring."),
            new("currency", Text, "The currency."),
            new("unit_amount", Number, "The amount of one unit, in the currency's smallest unit."),
            new("recurring_interval", Text, "day, week, month or year."),
            new("recurring_interval_count", Number, "How many of those intervals make a period."),
        ],
        [
            Filter("product_id", "Only of this product.", "prod_NWjs8kKbJWmuuc"),
            FlagFilter("active", "Only what can, or cannot, be used for new purchases."),
        ]);

    internal static readonly ProjectionResource SubscriptionItems = new(
        "subscription-items",
        "subscription item",
        [
            new("subscription_id", Text, "The subscription."),
            new("price_id", Text, "The price."),
            new("product_id", Text, "The product."),
            new("quantity", Number, "How many."),
            new("current_period_start", Time, "When the current period began."),
            new("current_period_end", Time, "When the current period ends."),
        ],
        []);
}
