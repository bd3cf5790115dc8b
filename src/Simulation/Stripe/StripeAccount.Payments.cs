namespace Signalbox.Simulation.Stripe;

/// <content>Payments, refunds and disputes.</content>
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

    /// <summary>
    /// <c>refund.created</c> (pending), <c>charge.refunded</c>. All that is left is refunded when <paramref name="amount"/> is null.
    /// </summary>
    /// <exception cref="InvalidOperationException">The charge failed, or less is left than the amount.</exception>
    public Refund Refund(Charge charge, long? amount = null, string? reason = "requested_by_customer")
    {
        var refunded = amount ?? (charge.Amount - charge.AmountRefunded);
        Require(charge.Status == "succeeded" && refunded > 0 && charge.AmountRefunded + refunded <= charge.Amount, charge, "has not that much left");
        Requested();
        var refund = Keep(new Refund(_chance.Id("re_3", 23), Second, charge, refunded, reason)
        {
            BalanceTransaction = _chance.Id("txn_3", 23),
        });
        charge.AmountRefunded += refunded;
        Publish(refund, "refund.created");
        Publish(charge, "charge.refunded");
        return refund;
    }

    /// <summary>
    /// The bank has it: <c>refund.updated</c>, <c>charge.refund.updated</c>. Or not: those and <c>refund.failed</c>, and the
    /// charge has its money back (<c>charge.updated</c>).
    /// </summary>
    public void SettleRefund(Refund refund, bool success = true)
    {
        Require(refund.Status == "pending", refund, $"is {refund.Status}");
        ByItself();
        refund.Status = success ? "succeeded" : "failed";
        if (success)
        {
            refund.Reference = _chance.Between(100000, 999999).ToString(null, null) + _chance.Between(1000000, 9999999).ToString(null, null);
            Publish(refund, "refund.updated", "charge.refund.updated");
            return;
        }

        Publish(refund, "refund.updated", "charge.refund.updated", "refund.failed");
        refund.Charge.AmountRefunded -= refund.Amount;
        Publish(refund.Charge, "charge.updated");
    }

    /// <summary>
    /// <c>charge.dispute.created</c>, <c>charge.dispute.funds_withdrawn</c>, and <c>charge.updated</c>: the charge is disputed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The charge failed, or is disputed.</exception>
    public Dispute Dispute(Charge charge, string reason = "fraudulent")
    {
        Require(charge is { Status: "succeeded", Disputed: false }, charge, "failed or is disputed");
        ByItself();
        var dispute = Keep(new Dispute(_chance.Id("du_1", 23), Second, charge, reason, _chance.Id("txn_1", 23)));
        charge.Disputes.Add(dispute);
        charge.Disputed = true;
        charge.FraudReport = reason == "fraudulent" ? "fraudulent" : null;
        Publish(dispute, "charge.dispute.created", "charge.dispute.funds_withdrawn");
        Publish(charge, "charge.updated");
        return dispute;
    }

    /// <summary>Evidence is sent in: <c>charge.dispute.updated</c> to under_review.</summary>
    public void AnswerDispute(Dispute dispute, string evidence)
    {
        Require(dispute.Status == "needs_response", dispute, $"is {dispute.Status}");
        Requested();
        dispute.Evidence = evidence;
        dispute.Submissions++;
        dispute.Status = "under_review";
        Publish(dispute, "charge.dispute.updated");
    }

    /// <summary><c>charge.dispute.closed</c>, and <c>charge.dispute.funds_reinstated</c> when it is won.</summary>
    public void CloseDispute(Dispute dispute, bool won)
    {
        Require(dispute.Status is "needs_response" or "under_review", dispute, $"is {dispute.Status}");
        ByItself();
        dispute.Status = won ? "won" : "lost";
        if (won)
        {
            Publish(dispute, "charge.dispute.closed", "charge.dispute.funds_reinstated");
        }
        else
        {
            Publish(dispute, "charge.dispute.closed");
        }
    }

    private static void RequireOpen(PaymentIntent payment) =>
        Require(!payment.HasEnded && payment.Invoice is null, payment, $"is {payment.Status}, or its invoice's");

    private PaymentIntent NewPayment(Customer? customer, long amount, string currency, Invoice? invoice)
    {
        var card = customer?.Wallet ?? new Card(_chance, Second, owner: null, "guest@example.com", "Guest");
        var payment = Keep(new PaymentIntent(_chance.Id("pi_3", 23), _chance.Id("", 25), Second, _options.Shape, Refer(customer), amount, currency, card)
        {
            Invoice = invoice,
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

    private void Cancel(PaymentIntent payment, string reason)
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
        });
        payment.Attempts.Add(charge);
        return charge;
    }
}
