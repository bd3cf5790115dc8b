using System.Collections.Frozen;

namespace Signalbox.Providers.Stripe;

/// <summary>
/// The types that are worth knowing by heart, so that not every event brings a new copy of the same text. A type that is not here is
/// treated alike and merely allocates.
/// </summary>
internal static class StripeEventTypes
{
    /// <summary>Webhook event types of Stripe's API, those of its card issuing, terminal and treasury products left out.</summary>
    internal static readonly FrozenSet<string> WellKnown = FrozenSet.ToFrozenSet(
    [
        "account.updated", "account.application.authorized", "account.application.deauthorized", "account.external_account.created",
        "account.external_account.deleted", "account.external_account.updated",
        "application_fee.created", "application_fee.refund.updated", "application_fee.refunded",
        "balance.available",
        "billing_portal.configuration.created", "billing_portal.configuration.updated", "billing_portal.session.created",
        "capability.updated",
        "cash_balance.funds_available",
        "charge.captured", "charge.dispute.closed", "charge.dispute.created", "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn", "charge.dispute.updated", "charge.expired", "charge.failed", "charge.pending",
        "charge.refund.updated", "charge.refunded", "charge.succeeded", "charge.updated",
        "checkout.session.async_payment_failed", "checkout.session.async_payment_succeeded", "checkout.session.completed",
        "checkout.session.expired",
        "coupon.created", "coupon.deleted", "coupon.updated",
        "credit_note.created", "credit_note.updated", "credit_note.voided",
        "customer.created", "customer.deleted", "customer.updated", "customer.discount.created", "customer.discount.deleted",
        "customer.discount.updated", "customer.source.created", "customer.source.deleted", "customer.source.expiring",
        "customer.source.updated", "customer.subscription.created", "customer.subscription.deleted", "customer.subscription.paused",
        "customer.subscription.pending_update_applied", "customer.subscription.pending_update_expired", "customer.subscription.resumed",
        "customer.subscription.trial_will_end", "customer.subscription.updated", "customer.tax_id.created", "customer.tax_id.deleted",
        "customer.tax_id.updated",
        "customer_cash_balance_transaction.created",
        "entitlements.active_entitlement_summary.updated",
        "file.created",
        "invoice.created", "invoice.deleted", "invoice.finalization_failed", "invoice.finalized", "invoice.marked_uncollectible",
        "invoice.overdue", "invoice.overpaid", "invoice.paid", "invoice.payment_action_required", "invoice.payment_attempt_required",
        "invoice.payment_failed", "invoice.payment_succeeded", "invoice.sent", "invoice.upcoming", "invoice.updated", "invoice.voided",
        "invoice.will_be_due",
        "invoice_payment.paid",
        "invoiceitem.created", "invoiceitem.deleted", "invoiceitem.updated",
        "mandate.updated",
        "payment_intent.amount_capturable_updated", "payment_intent.canceled", "payment_intent.created", "payment_intent.partially_funded",
        "payment_intent.payment_failed", "payment_intent.processing", "payment_intent.requires_action", "payment_intent.succeeded",
        "payment_link.created", "payment_link.updated",
        "payment_method.attached", "payment_method.automatically_updated", "payment_method.detached", "payment_method.updated",
        "payout.canceled", "payout.created", "payout.failed", "payout.paid", "payout.reconciliation_completed", "payout.updated",
        "person.created", "person.deleted", "person.updated",
        "plan.created", "plan.deleted", "plan.updated",
        "price.created", "price.deleted", "price.updated",
        "product.created", "product.deleted", "product.updated",
        "promotion_code.created", "promotion_code.updated",
        "quote.accepted", "quote.canceled", "quote.created", "quote.finalized",
        "radar.early_fraud_warning.created", "radar.early_fraud_warning.updated",
        "refund.created", "refund.failed", "refund.updated",
        "review.closed", "review.opened",
        "setup_intent.canceled", "setup_intent.created", "setup_intent.requires_action", "setup_intent.setup_failed",
        "setup_intent.succeeded",
        "source.canceled", "source.chargeable", "source.failed", "source.mandate_notification", "source.refund_attributes_required",
        "subscription_schedule.aborted", "subscription_schedule.canceled", "subscription_schedule.completed",
        "subscription_schedule.created", "subscription_schedule.expiring", "subscription_schedule.released",
        "subscription_schedule.updated",
        "tax_rate.created", "tax_rate.updated",
        "test_helpers.test_clock.advancing", "test_helpers.test_clock.created", "test_helpers.test_clock.deleted",
        "test_helpers.test_clock.internal_failure", "test_helpers.test_clock.ready",
        "topup.canceled", "topup.created", "topup.failed", "topup.reversed", "topup.succeeded",
        "transfer.created", "transfer.reversed", "transfer.updated",
    ],
    StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        WellKnown.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The one string for a well-known type, otherwise a new one.</summary>
    internal static string Intern(ReadOnlySpan<char> type) => BySpan.TryGetValue(type, out var known) ? known : type.ToString();
}
