namespace Signalbox.Simulation.Stripe;

/// <content>Payments, refunds, disputes and checkout sessions.</content>
internal sealed partial class RandomHistory
{
    private void Pay() => _payments.Add(_account.CreatePayment(_chance.Happens(0.1) ? null : AnyCustomer(), _chance.Between(500, 90000)));

    private void StepPayment()
    {
        if (_payments.Count == 0)
        {
            return;
        }

        var payment = _chance.Pick(_payments);
        switch (_chance.Below(12))
        {
            case < 2 when payment.Status != "requires_action":
                _account.RequireAction(payment);
                break;
            case 2 when payment.Status != "processing":
                _account.Process(payment);
                break;
            case < 5:
                _account.FailPayment(payment, _chance.Happens(0.5) ? "insufficient_funds" : "do_not_honor");
                break;
            case 5:
                _account.CancelPayment(payment);
                break;
            default:
                _account.CompletePayment(payment);
                _charges.Add(payment.LatestCharge!);
                break;
        }

        if (payment.HasEnded)
        {
            _payments.Remove(payment);
        }
    }

    private void Refund()
    {
        if (_charges.Count > 0 && _chance.Pick(_charges) is { Refunded: false } charge)
        {
            var left = charge.Amount - charge.AmountRefunded;
            _refunds.Add(_account.Refund(charge, _chance.Happens(0.5) ? left : 1 + (left / 3)));
        }
    }

    private void StepRefund()
    {
        if (_refunds.Count > 0)
        {
            var refund = _chance.Pick(_refunds);
            _account.SettleRefund(refund, success: _chance.Happens(0.85));
            _refunds.Remove(refund);
        }
    }

    private void Dispute()
    {
        if (_charges.Count > 0 && _chance.Pick(_charges) is { Disputed: false } charge)
        {
            _disputes.Add(_account.Dispute(charge, _chance.Happens(0.6) ? "fraudulent" : "product_not_received"));
        }
    }

    private void StepDispute()
    {
        if (_disputes.Count == 0)
        {
            return;
        }

        var dispute = _chance.Pick(_disputes);
        if (dispute.Status == "needs_response" && _chance.Happens(0.6))
        {
            _account.AnswerDispute(dispute, "Signed for on delivery.");
            return;
        }

        _account.CloseDispute(dispute, won: _chance.Happens(0.4));
        _disputes.Remove(dispute);
    }

    private void AnnotateCharge()
    {
        if (_charges.Count > 0)
        {
            _account.AnnotateCharge(_chance.Pick(_charges), $"note-{++_changes}");
        }
    }

    private void OpenCheckout()
    {
        var price = _chance.Pick(_prices);
        _sessions.Add(_account.OpenCheckout(price.Interval is null && _chance.Happens(0.2) ? null : AnyCustomer(), price, _chance.Between(1, 4)));
    }

    private void StepCheckout()
    {
        if (_sessions.Count == 0)
        {
            return;
        }

        var session = _chance.Pick(_sessions);
        if (session.Status == "complete")
        {
            _account.SettleCheckout(session, success: _chance.Happens(0.8));
        }
        else if (session.Customer is { IsDeleted: true } || _chance.Happens(0.25))
        {
            _account.ExpireCheckout(session);
        }
        else
        {
            _account.CompleteCheckout(session, paysLater: session.Mode == "payment" && _chance.Happens(0.4));
            if (session.PaymentStatus == "unpaid")
            {
                return;
            }
        }

        _sessions.Remove(session);
    }
}
