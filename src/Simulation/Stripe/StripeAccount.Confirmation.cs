namespace Signalbox.Simulation.Stripe;

/// <content>Payments as an API drives them: created, confirmed with a card, captured, cancelled.</content>
public sealed partial class StripeAccount
{
    /// <summary><c>payment_intent.created</c>: waits for its confirmation, or for a payment method.</summary>
    internal PaymentIntent CreatePayment(PaymentDraft draft)
    {
        if (draft.Customer is not null)
        {
            RequireLiving(draft.Customer);
        }

        Requested();
        var card = draft.Card ?? draft.Customer?.Wallet ?? NewCard(owner: null, CardBehavior.Pays);
        var payment = Keep(new PaymentIntent(
            _chance.Id("pi_3", 23), _chance.Id("", 25), Second, _options.Shape, Refer(draft.Customer), draft.Amount, draft.Currency, card)
        {
            CaptureMethod = draft.CaptureMethod,
            Description = draft.Description,
            Status = draft.Card is null ? "requires_payment_method" : "requires_confirmation",
        });
        payment.ReceiptEmail = draft.ReceiptEmail;
        draft.FillMetadata(payment.Metadata);
        Publish(payment, "payment_intent.created");
        return payment;
    }

    /// <summary>
    /// The card decides: the events of <see cref="CompletePayment"/>, <see cref="FailPayment"/> or <see cref="RequireAction(PaymentIntent)"/>;
    /// with manual capture <c>charge.succeeded</c> and <c>payment_intent.amount_capturable_updated</c>. To confirm one that waits for the
    /// cardholder, without another card, is the cardholder's consent. An invoice's payment pays, or does not pay, the invoice.
    /// </summary>
    /// <exception cref="InvalidOperationException">Its status allows no confirmation.</exception>
    internal void Confirm(PaymentIntent payment, Card? card)
    {
        Require(
            payment.Status is "requires_confirmation" or "requires_action" || (payment.Status == "requires_payment_method" && card is not null),
            payment, $"is {payment.Status}");
        Requested();
        var hasConsent = payment.Status == "requires_action" && card is null;
        payment.Card = card ?? payment.Card;
        if (payment.Invoice is not null)
        {
            CollectByCard(payment.Invoice, hasConsent);
            return;
        }

        switch (payment.Card.Behavior)
        {
            case CardBehavior.WantsAuthentication when !hasConsent:
                payment.Status = "requires_action";
                Publish(payment, "payment_intent.requires_action");
                break;
            case CardBehavior.Pays or CardBehavior.WantsAuthentication when payment.CaptureMethod == "manual":
                Authorize(payment);
                break;
            case CardBehavior.Pays or CardBehavior.WantsAuthentication:
                Succeed(payment);
                BookCharge(payment);
                break;
            default:
                Fail(payment, DeclineCodeOf(payment.Card));
                break;
        }
    }

    /// <summary><c>charge.captured</c>, <c>payment_intent.succeeded</c>, <c>charge.updated</c>. What is not captured is let go.</summary>
    /// <exception cref="InvalidOperationException">Nothing is reserved, or less than the amount.</exception>
    internal void Capture(PaymentIntent payment, long? amount)
    {
        var captured = amount ?? payment.AmountCapturable;
        Require(payment.Status == "requires_capture" && captured > 0 && captured <= payment.AmountCapturable, payment, "has not that much to capture");
        Requested();
        var charge = payment.LatestCharge!;
        (charge.Captured, charge.AmountCaptured) = (true, captured);
        (payment.Status, payment.AmountReceived, payment.AmountCapturable) = ("succeeded", captured, 0);
        Publish(charge, "charge.captured");
        Publish(payment, "payment_intent.succeeded");
        BookCharge(payment);
    }

    /// <summary><c>payment_intent.canceled</c>; where money was reserved, <c>charge.refunded</c> before it.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or is an invoice's.</exception>
    internal void CancelPayment(PaymentIntent payment, string? reason)
    {
        RequireOpen(payment);
        Requested();
        if (payment is { Status: "requires_capture", LatestCharge: { } charge })
        {
            payment.AmountCapturable = 0;
            charge.AmountRefunded = charge.Amount;
            Publish(charge, "charge.refunded");
        }

        Cancel(payment, reason);
    }

    internal static string DeclineCodeOf(Card card) => card.Behavior is CardBehavior.InsufficientFunds ? "insufficient_funds" : "generic_decline";

    private void Authorize(PaymentIntent payment)
    {
        var charge = NewCharge(payment, failure: null);
        (charge.Captured, charge.AmountCaptured) = (false, 0);
        (payment.Status, payment.AmountCapturable) = ("requires_capture", payment.Amount);
        Publish(charge, "charge.succeeded");
        Publish(payment, "payment_intent.amount_capturable_updated");
    }
}
