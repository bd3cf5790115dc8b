namespace Signalbox.Simulation.Stripe;

/// <content>Subscriptions and invoices.</content>
internal sealed partial class RandomHistory
{
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
}
