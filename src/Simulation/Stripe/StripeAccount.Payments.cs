namespace Signalbox.Simulation.Stripe;

/// <content>Payments and their charges.</content>
public sealed partial class StripeAccount
{
    /// <summary><c>payment_intent.created</c>; a guest's when <paramref name="customer"/> is null. The amount is in the smallest unit.</summary>
    public PaymentIntent CreatePayment(Customer? customer, long amount, string currency = "eur")
    {
        if (customer is not null)
        {
            RequireLiving(customer);
        }

        Requested();
        return NewPayment(customer, amount, currency, invoice: null);
    }

    /// <summary>The bank wants the cardholder: <c>payment_intent.requires_action</c>.</summary>
    public void RequireAction(PaymentIntent payment)
    {
        RequireOpen(payment);
        Requested();
        payment.Status = "requires_action";
        Publish(payment, "payment_intent.requires_action");
    }

    /// <summary>A bank debit takes days: <c>payment_intent.processing</c>.</summary>
    public void Process(PaymentIntent payment)
    {
        RequireOpen(payment);
        Requested();
        payment.Status = "processing";
        Publish(payment, "payment_intent.processing");
    }

    /// <summary>
    /// <c>charge.succeeded</c>, <c>payment_intent.succeeded</c>, and <c>charge.updated</c> when the charge is booked.
    /// </summary>
    public void CompletePayment(PaymentIntent payment)
    {
        RequireOpen(payment);
        Requested();
        Succeed(payment);
        BookCharge(payment);
    }

    /// <summary><c>charge.failed</c>, <c>payment_intent.payment_failed</c>; the payment can be tried again.</summary>
    public void FailPayment(PaymentIntent payment, string declineCode = "insufficient_funds")
    {
        RequireOpen(payment);
        Requested();
        Fail(payment, declineCode);
    }

    /// <summary><c>payment_intent.canceled</c></summary>
    public void CancelPayment(PaymentIntent payment)
    {
        RequireOpen(payment);
        Requested();
        Cancel(payment, "abandoned");
    }

    /// <summary>A note on the charge: <c>charge.updated</c>.</summary>
    public void AnnotateCharge(Charge charge, string note)
    {
        Requested();
        charge.Metadata["note"] = note;
        Publish(charge, "charge.updated");
    }

    private static void RequireOpen(PaymentIntent payment) =>
        Require(!payment.HasEnded && payment.Invoice is null, payment, $"is {payment.Status}, or its invoice's");

    private PaymentIntent NewPayment(Customer? customer, long amount, string currency, Invoice? invoice)
    {
        var card = customer?.Wallet ?? new Card(_chance, Second, owner: null, "guest@example.com", "Guest");
        var payment = Keep(new PaymentIntent(_chance.Id("pi_3", 23), _chance.Id("", 25), Second, _options.Shape, Refer(customer), amount, currency, card)
        {
            Invoice = invoice,
            Description = invoice is null ? "Order by card" : "Subscription update",
        });
        payment.Metadata["order_id"] = invoice is null ? _chance.Uuid() : null;
        Publish(payment, "payment_intent.created");
        return payment;
    }

    private void Succeed(PaymentIntent payment)
    {
        var charge = NewCharge(payment, failure: null);
        payment.Status = "succeeded";
        payment.AmountReceived = payment.Amount;
        if (_options.Shape is StripeShape.Legacy)
        {
            charge.BalanceTransaction = _chance.Id("txn_3", 23);
        }

        Publish(charge, "charge.succeeded");
        Publish(payment, "payment_intent.succeeded");
    }

    // Newer API versions book a charge after it: the balance transaction comes with charge.updated.
    private void BookCharge(PaymentIntent payment)
    {
        if (payment.LatestCharge is { Status: "succeeded", BalanceTransaction: null } charge)
        {
            charge.BalanceTransaction = _chance.Id("txn_3", 23);
            Publish(charge, "charge.updated");
        }
    }

    private void Fail(PaymentIntent payment, string declineCode)
    {
        var charge = NewCharge(payment, declineCode);
        charge.Status = "failed";
        payment.Status = "requires_payment_method";
        payment.Failure = declineCode;
        Publish(charge, "charge.failed");
        Publish(payment, "payment_intent.payment_failed");
    }

    private void Cancel(PaymentIntent payment, string? reason)
    {
        payment.Status = "canceled";
        payment.CanceledAt = Second;
        payment.CancellationReason = reason;
        Publish(payment, "payment_intent.canceled");
    }

    private Charge NewCharge(PaymentIntent payment, string? failure)
    {
        var charge = Keep(new Charge(
            _chance.Id("ch_3", 23), Second, _options.Shape, payment.Reference, payment, _chance.Id("CAcaFwoVYWNjdF8x", 60), _chance.Between(1, 64))
        {
            Failure = failure,
            RequestId = _request,
            IdempotencyKey = _idempotencyKey,
        });
        payment.Attempts.Add(charge);
        return charge;
    }
}
