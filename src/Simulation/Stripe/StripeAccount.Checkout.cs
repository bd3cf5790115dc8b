namespace Signalbox.Simulation.Stripe;

/// <content>Checkout sessions, payouts and what nobody knows yet.</content>
public sealed partial class StripeAccount
{
    /// <summary>Opens a payment page. Stripe sends no event for it. A guest's when <paramref name="customer"/> is null.</summary>
    /// <exception cref="InvalidOperationException">A subscription for a guest: this model wants its customer first.</exception>
    public CheckoutSession OpenCheckout(Customer? customer, Price price, long quantity = 1)
    {
        Require(!price.IsDeleted && (customer is not null || price.Interval is null), price, "is deleted, or recurring and for a guest");
        if (customer is not null)
        {
            RequireLiving(customer);
        }

        return Keep(new CheckoutSession(_chance.Id("cs_test_a1", 57), Second, Refer(customer), price, quantity, customer?.Wallet?.Address));
    }

    /// <summary>
    /// The customer pays: the events of a subscription's or a payment's beginning, then <c>checkout.session.completed</c>. With
    /// <paramref name="paysLater"/> (bank debits, only for mode <c>payment</c>) the session is completed unpaid, and
    /// <see cref="SettleCheckout"/> tells how it ended.
    /// </summary>
    public void CompleteCheckout(CheckoutSession session, bool paysLater = false)
    {
        Require(session.Status == "open", session, $"is {session.Status}");
        Require(!paysLater || session.Mode == "payment", session, "is for a subscription");
        Requested();
        if (session.Mode == "subscription")
        {
            RequireLiving(session.Customer!);
            session.Subscription = NewSubscription(session.Customer!, session.Price, session.Quantity, trial: null, pays: true);
            session.Invoice = session.Subscription.LatestInvoice;
        }
        else
        {
            session.Payment = NewPayment(session.Customer, session.Price.UnitAmount * session.Quantity, session.Price.Currency, invoice: null);
            if (paysLater)
            {
                session.Payment.Status = "processing";
                Publish(session.Payment, "payment_intent.processing");
            }
            else
            {
                Succeed(session.Payment);
                BookCharge(session.Payment);
            }
        }

        session.Status = "complete";
        session.PaymentStatus = paysLater ? "unpaid" : "paid";
        Publish(session, "checkout.session.completed");
    }

    /// <summary>
    /// The money came, or not: the payment's events, then <c>checkout.session.async_payment_succeeded</c> or
    /// <c>checkout.session.async_payment_failed</c>.
    /// </summary>
    public void SettleCheckout(CheckoutSession session, bool success)
    {
        Require(session is { Status: "complete", PaymentStatus: "unpaid", Payment.HasEnded: false }, session, "waits for no payment");
        ByItself();
        if (!success)
        {
            Fail(session.Payment!, "insufficient_funds");
            Publish(session, "checkout.session.async_payment_failed");
            return;
        }

        Succeed(session.Payment!);
        BookCharge(session.Payment!);
        session.PaymentStatus = "paid";
        Publish(session, "checkout.session.async_payment_succeeded");
    }

    /// <summary><c>checkout.session.expired</c></summary>
    public void ExpireCheckout(CheckoutSession session)
    {
        Require(session.Status == "open", session, $"is {session.Status}");
        ByItself();
        session.Status = "expired";
        Publish(session, "checkout.session.expired");
    }

    /// <summary><c>payout.created</c>, <c>payout.updated</c>, <c>payout.paid</c></summary>
    public void PayOut(long amount, string currency = "eur")
    {
        ByItself();
        var payout = Keep(new Payout(_chance.Id("po_1", 23), Second, currency, amount, Second + (2 * 86400)));
        Publish(payout, "payout.created");
        payout.Status = "in_transit";
        payout.TraceId = _chance.Hex(20);
        Publish(payout, "payout.updated");
        payout.Status = "paid";
        Publish(payout, "payout.paid");
    }

    /// <summary>An event of a type and with an object that nobody knows, of a customer or of none: <c>billing.future_thing.created</c>.</summary>
    public void Surprise(Customer? customer = null)
    {
        ByItself();
        Publish(Keep(new FutureThing(_chance.Id("bft_1", 23), Second, customer?.Id)), "billing.future_thing.created");
    }
}
