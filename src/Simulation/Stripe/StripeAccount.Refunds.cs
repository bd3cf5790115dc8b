namespace Signalbox.Simulation.Stripe;

/// <content>Refunds and disputes: what happens to a charge afterwards.</content>
public sealed partial class StripeAccount
{
    /// <summary>
    /// <c>refund.created</c> (pending), <c>charge.refunded</c>. All that is left is refunded when <paramref name="amount"/> is null.
    /// </summary>
    /// <exception cref="InvalidOperationException">The charge failed, or less is left than the amount.</exception>
    public Refund Refund(Charge charge, long? amount = null, string? reason = "requested_by_customer") => Refund(charge, amount, reason, static _ => { });

    internal Refund Refund(Charge charge, long? amount, string? reason, Action<Refund> fill)
    {
        var left = charge.AmountCaptured - charge.AmountRefunded;
        var refunded = amount ?? left;
        Require(charge is { Status: "succeeded", Captured: true } && refunded > 0 && refunded <= left, charge, "has not that much left");
        Requested();
        var refund = Keep(new Refund(_chance.Id("re_3", 23), Second, charge, refunded, reason)
        {
            BalanceTransaction = _chance.Id("txn_3", 23),
        });
        fill(refund);
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
}
