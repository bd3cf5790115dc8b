namespace Signalbox.Simulation.Stripe;

/// <summary>
/// Plays any operation that is possible at the moment, by weight, over a constant number of living customers. A third of the
/// operations fall in the second of the one before.
/// </summary>
internal sealed class RandomHistory
{
    /// <summary>The most events that one operation makes; when fewer are left, only single events are added.</summary>
    private const int MostEvents = 24;

    private readonly StripeAccount _account;
    private readonly Chance _chance;
    private readonly int _entities;
    private readonly List<Customer> _customers = [];
    private readonly List<Price> _prices = [];
    private readonly List<PaymentIntent> _payments = [];
    private readonly List<Invoice> _invoices = [];
    private readonly List<Charge> _charges = [];
    private readonly List<Refund> _refunds = [];
    private readonly List<Dispute> _disputes = [];
    private readonly List<CheckoutSession> _sessions = [];
    private readonly (int Weight, Action Play)[] _actions;
    private readonly int _weights;
    private int _made;
    private int _changes;

    internal RandomHistory(StripeAccount account, int seed, int entities)
    {
        _account = account;
        _entities = entities;
        _chance = new Chance(~(long)seed);
        _actions =
        [
            (24, UpdateCustomer), (3, () => account.AttachCard(AnyCustomer())), (1, ReplaceCustomer),
            (8, Subscribe), (22, ChangeSubscription), (9, Renew), (14, StepInvoice), (2, Bill),
            (9, Pay), (12, StepPayment), (5, Refund), (4, StepRefund), (2, Dispute), (4, StepDispute), (5, AnnotateCharge),
            (3, OpenCheckout), (4, StepCheckout), (2, ChangeCatalog), (1, () => account.PayOut(_chance.Between(1000, 900000))), (2, Surprise),
        ];
        _weights = _actions.Sum(action => action.Weight);
    }

    /// <summary>Makes exactly so many events.</summary>
    internal void Play(int events)
    {
        Begin(events);
        while (Left(events) > 0)
        {
            PassTime();
            if (Left(events) < MostEvents)
            {
                UpdateCustomer();
                continue;
            }

            var at = _chance.Below(_weights);
            var i = 0;
            while (at >= _actions[i].Weight)
            {
                at -= _actions[i++].Weight;
            }

            _actions[i].Play();
        }
    }

    private void Begin(int events)
    {
        _made = _account.Waiting;
        if (events > MostEvents)
        {
            var product = _account.CreateProduct("Signal box");
            _prices.AddRange([
                _account.CreatePrice(product, 1900), _account.CreatePrice(product, 9900), _account.CreatePrice(product, 99000, interval: "year"),
                _account.CreatePrice(product, 14900, interval: null)]);
        }

        do
        {
            _customers.Add(_account.CreateCustomer());
            PassTime();
        }
        while (_customers.Count < _entities && Left(events) > 0);
    }

    private int Left(int events) => events - (_account.Waiting - _made);

    private void PassTime() => _account.Advance(_chance.Below(20) switch
    {
        < 7 => TimeSpan.Zero,
        < 14 => TimeSpan.FromSeconds(_chance.Between(1, 3)),
        < 19 => TimeSpan.FromSeconds(_chance.Between(4, 600)),
        _ => TimeSpan.FromHours(_chance.Between(1, 12)),
    });

    private Customer AnyCustomer() => _chance.Pick(_customers);

    private Price AnyRecurring() => _prices[_chance.Below(3)];

    private Subscription? AnySubscription()
    {
        var customer = AnyCustomer();
        return customer.Subscriptions.Count == 0 ? null : _chance.Pick(customer.Subscriptions);
    }

    // An event for certain: nothing else was called so before.
    private void UpdateCustomer()
    {
        var customer = AnyCustomer();
        switch (_chance.Below(3))
        {
            case 0:
                _account.UpdateCustomer(customer, email: _account.NewEmail());
                break;
            case 1:
                _account.UpdateCustomer(customer, balance: customer.Balance - _chance.Between(1, 5000));
                break;
            default:
                _account.UpdateCustomer(customer, plan: $"plan-{++_changes}");
                break;
        }
    }

    private void ReplaceCustomer()
    {
        var at = _chance.Below(_customers.Count);
        _account.DeleteCustomer(_customers[at]);
        _customers[at] = _account.CreateCustomer();
    }

    private void Subscribe()
    {
        var customer = AnyCustomer();
        if (customer.Subscriptions.Count < 3)
        {
            var subscription = _account.CreateSubscription(
                customer, AnyRecurring(), _chance.Between(1, 20), _chance.Happens(0.25) ? TimeSpan.FromDays(14) : null, pays: _chance.Happens(0.85));
            if (subscription.Status == "incomplete")
            {
                _invoices.Add(subscription.LatestInvoice!);
            }
        }
    }

    private void ChangeSubscription()
    {
        if (AnySubscription() is not { } subscription)
        {
            return;
        }

        switch (_chance.Below(12))
        {
            case < 4:
                _account.ChangeQuantity(subscription, _chance.Between(1, 40));
                break;
            case < 6:
                _account.CancelAtPeriodEnd(subscription, !subscription.CancelAtPeriodEnd);
                break;
            case 6:
                var price = AnyRecurring();
                if (subscription.Items.All(item => item.Price != price))
                {
                    _account.ChangePrice(subscription, price);
                }

                break;
            case 7:
                var added = AnyRecurring();
                if (subscription.Items.All(item => item.Price != added))
                {
                    _account.AddItem(subscription, added, _chance.Between(1, 5));
                }

                break;
            case 8 when subscription.Items.Count > 1:
                _account.RemoveItem(subscription, subscription.Items[_chance.Below(subscription.Items.Count)]);
                break;
            case 9 when subscription.Status == "trialing":
                _account.AnnounceTrialEnd(subscription);
                break;
            case 10 when subscription.Status == "incomplete":
                _account.ExpireSubscription(subscription);
                break;
            case 11:
                _account.CancelSubscription(subscription, subscription.Status == "past_due" ? "payment_failed" : "cancellation_requested");
                break;
            default:
                _account.ChangeQuantity(subscription, subscription.Items[0].Quantity + 1);
                break;
        }
    }

    private void Renew()
    {
        if (AnySubscription() is { Status: not "incomplete" } subscription && _account.RenewSubscription(subscription) is { } invoice)
        {
            _invoices.Add(invoice);
        }
    }

    private void Bill() => _invoices.Add(_account.CreateInvoice(AnyCustomer(), _chance.Pick(_prices), _chance.Between(1, 9)));

    private void StepInvoice()
    {
        if (_invoices.Count == 0)
        {
            return;
        }

        var invoice = _chance.Pick(_invoices);
        switch (invoice.Status)
        {
            case "draft" when invoice.Subscription is null && _chance.Happens(0.2):
                _account.DeleteInvoice(invoice);
                break;
            case "draft":
                _account.FinalizeInvoice(invoice);
                break;
            case "open" or "uncollectible":
                StepOpen(invoice);
                break;
        }

        if (invoice.IsDeleted || invoice.Status is "paid" or "void")
        {
            if (invoice.Status == "paid")
            {
                _charges.Add(invoice.Payment!.LatestCharge!);
            }

            _invoices.Remove(invoice);
        }
    }

    private void StepOpen(Invoice invoice)
    {
        switch (_chance.Below(12))
        {
            case 0:
                _account.VoidInvoice(invoice);
                break;
            case 1 when invoice.Status == "open":
                _account.GiveUpInvoice(invoice);
                break;
            case 2 when invoice.Status == "open":
                _account.RequireAction(invoice);
                break;
            case 3:
                _account.AnnotateInvoice(invoice, $"note-{++_changes}");
                break;
            default:
                _account.PayInvoice(invoice, success: _chance.Happens(0.7));
                break;
        }
    }

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

    private void ChangeCatalog()
    {
        switch (_chance.Below(5))
        {
            case 0:
                var product = _account.CreateProduct($"Extra {++_changes}");
                if (_chance.Happens(0.5))
                {
                    _account.DeletePrice(_account.CreatePrice(product, 100));
                }

                _account.DeleteProduct(product);
                break;
            case 1:
                _account.RenameProduct(_prices[0].Product, $"Signal box {++_changes}");
                break;
            case 2:
                _account.SetActive(_prices[0].Product, !_prices[0].Product.Active);
                break;
            default:
                _account.UpdatePrice(_chance.Pick(_prices), $"since {++_changes}", active: true);
                break;
        }
    }

    private void Surprise() => _account.Surprise(_chance.Happens(0.5) ? AnyCustomer() : null);
}
