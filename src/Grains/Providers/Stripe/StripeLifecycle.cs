using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Stripe;

/// <summary>
/// What Stripe's objects tell of their own order: which come before which within one second, and what ends them. Statuses that an object
/// can go back and forth between share a rank; the chain of previous attributes orders those. Pure.
/// </summary>
internal static class StripeLifecycle
{
    /// <summary>Which projection an object belongs to, by its <c>object</c> field.</summary>
    internal static ProjectionTable? TableOf(string? type) => type switch
    {
        "customer" => ProjectionTable.Customers,
        "subscription" => ProjectionTable.Subscriptions,
        "invoice" => ProjectionTable.Invoices,
        "payment_intent" => ProjectionTable.PaymentIntents,
        "charge" => ProjectionTable.Charges,
        "dispute" => ProjectionTable.Disputes,
        "checkout.session" => ProjectionTable.CheckoutSessions,
        "product" => ProjectionTable.Products,
        "price" => ProjectionTable.Prices,
        _ => null,
    };

    /// <summary>The <c>object</c> field of a projection's objects.</summary>
    internal static string TypeOf(ProjectionTable table) => table switch
    {
        ProjectionTable.Customers => "customer",
        ProjectionTable.Subscriptions => "subscription",
        ProjectionTable.Invoices => "invoice",
        ProjectionTable.PaymentIntents => "payment_intent",
        ProjectionTable.Charges => "charge",
        ProjectionTable.Disputes => "dispute",
        ProjectionTable.CheckoutSessions => "checkout.session",
        ProjectionTable.Products => "product",
        ProjectionTable.Prices => "price",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether the event ends the object for good. An ended subscription stays ended: Stripe starts a new one instead.</summary>
    internal static bool IsDeletion(ProjectionTable table, string type, JsonFields fields) => table switch
    {
        ProjectionTable.Customers => type == "customer.deleted",
        ProjectionTable.Subscriptions => type == "customer.subscription.deleted",
        ProjectionTable.Invoices => type == "invoice.deleted",
        ProjectionTable.Products => type == "product.deleted",
        ProjectionTable.Prices => type == "price.deleted",
        _ => false,
    } || fields.Flag("deleted"u8) is true;

    /// <summary>
    /// The copy's place among copies of the same second: creation, then the phase of its status, then the stream (an object that gets a
    /// customer moves from the endpoint's stream to the customer's and never back).
    /// </summary>
    internal static int Rank(ProjectionTable table, string type, JsonFields fields, string stream)
    {
        var phase = IsCreation(type) ? 0 : 1 + Phase(table, type, fields);
        var byStream = StreamKey.TryParse(stream, out var key) ? key.Kind switch
        {
            StreamKinds.Subscription => 2,
            StreamKinds.Customer => 1,
            _ => 0,
        } : 0;
        return (phase * 4) + byStream;
    }

    private static bool IsCreation(string type) =>
        type.EndsWith(".created", StringComparison.Ordinal) || type is "charge.succeeded" or "charge.failed" or "charge.pending";

    private static int Phase(ProjectionTable table, string type, JsonFields fields)
    {
        var status = fields.Text("status"u8);
        return table switch
        {
            // https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
            ProjectionTable.Subscriptions => status switch
            {
                "incomplete" => 0,
                "canceled" or "incomplete_expired" => 2,
                _ => 1,
            },

            // https://docs.stripe.com/invoicing/overview#invoice-statuses: an uncollectible invoice can still be paid or voided.
            ProjectionTable.Invoices => status switch
            {
                "draft" => 0,
                "open" => 1,
                "uncollectible" => 2,
                _ => 3,
            },

            // https://docs.stripe.com/payments/paymentintents/lifecycle: a failed attempt leads back to requires_payment_method.
            ProjectionTable.PaymentIntents => status switch
            {
                "requires_payment_method" => type == "payment_intent.payment_failed" ? 4 : 0,
                "requires_confirmation" => 1,
                "requires_action" => 2,
                "processing" => 3,
                "requires_capture" => 5,
                _ => 6,
            },

            ProjectionTable.Disputes => status switch
            {
                "needs_response" or "warning_needs_response" => 0,
                "under_review" or "warning_under_review" => 1,
                _ => 2,
            },

            ProjectionTable.CheckoutSessions => status == "open" ? 0 : fields.Text("payment_status"u8) == "unpaid" ? 1 : 2,
            _ => 0,
        };
    }
}
