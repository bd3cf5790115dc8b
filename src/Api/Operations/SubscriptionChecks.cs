using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What can be seen to be wrong with a command about subscriptions without asking the provider, by field. The provider checks the rest.</summary>
internal static class SubscriptionChecks
{
    private const int MostItems = 20;

    private static readonly string[] Prorations = ["create_prorations", "always_invoice", "none"];
    private static readonly string[] PaymentBehaviors = ["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"];

    private static readonly string[] Feedbacks =
        ["customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive", "unused"];

    internal static void Create(SubscriptionCreateRequest request, FieldFaults faults)
    {
        faults
            .RequireId("customer", request.Customer)
            .Require("items", request.Items is { Count: > 0 and <= MostItems }, $"must have 1 to {MostItems} items.")
            .CheckCurrency("currency", request.Currency)
            .CheckWord("proration_behavior", request.ProrationBehavior, Prorations)
            .CheckWord("payment_behavior", request.PaymentBehavior, PaymentBehaviors)
            .CheckWord("collection_method", request.CollectionMethod, "charge_automatically", "send_invoice")
            .Require("trial_period_days", request.TrialPeriodDays is null or >= 1, "must be 1 or more.")
            .Require("trial_period_days", request.TrialPeriodDays is null || request.TrialEnd is null, "cannot be set together with trial_end.")
            .CheckWord("trial_end_without_payment_method", request.TrialEndWithoutPaymentMethod, "cancel", "create_invoice", "pause")
            .CheckMetadata(request.Metadata);
        foreach (var (i, item) in (request.Items ?? []).Index())
        {
            faults
                .Require($"items[{i}]", item is not null && (item.Price is null) != (item.PriceData is null), "needs either price or price_data.")
                .CheckQuantity($"items[{i}].quantity", item?.Quantity);
        }
    }

    internal static void Change(SubscriptionChange request, FieldFaults faults) => faults
        .Require("body", request != new SubscriptionChange(), "changes nothing: set price, quantity or another field.")
        .CheckId("item", request.Item)
        .Require("item", request.Item is null || request.Price is not null || request.Quantity is not null, "needs a price or quantity for it.")
        .CheckId("price", request.Price)
        .CheckQuantity("quantity", request.Quantity)
        .CheckWord("proration_behavior", request.ProrationBehavior, Prorations)
        .CheckWord("payment_behavior", request.PaymentBehavior, PaymentBehaviors)
        .CheckMetadata(request.Metadata);

    internal static void Cancel(SubscriptionCancellation request, FieldFaults faults) => faults
        .Require("invoice_now", request.InvoiceNow is null || !request.AtPeriodEnd, "only goes with an end now, without at_period_end.")
        .Require("prorate", request.Prorate is null || !request.AtPeriodEnd, "only goes with an end now, without at_period_end.")
        .Require("comment", request.Comment is null or { Length: <= 5_000 }, "must be at most 5000 characters.")
        .CheckWord("feedback", request.Feedback, Feedbacks);

    internal static void Resume(SubscriptionResumeRequest request, FieldFaults faults) => faults
        .CheckWord("proration_behavior", request.ProrationBehavior, Prorations);
}
