namespace Signalbox.Simulation.Stripe;

/// <content>Invoices.</content>
public sealed partial class StripeAccount
{
    /// <summary>An invoice by hand, a draft: <c>invoice.created</c>.</summary>
    public Invoice CreateInvoice(Customer customer, Price price, long quantity = 1)
    {
        RequireLiving(customer);
        Requested();
        var invoice = Keep(new Invoice(_chance.Id("in_1", 23), Second, _options.Shape, Refer(customer), subscription: null, price.Currency)
        {
            PeriodStart = Second,
            PeriodEnd = Second,
        });
        invoice.Lines.Add(new InvoiceLine(
            _chance.Id("il_1", 23), Item: null, _chance.Id("ii_1", 23), price, price.Published!, price.Plan?.Published, quantity, price.UnitAmount * quantity,
            price.Product.Name, Second, Second));
        Publish(invoice, "invoice.created");
        return invoice;
    }

    /// <summary>A note on the invoice: <c>invoice.updated</c>.</summary>
    public void AnnotateInvoice(Invoice invoice, string note)
    {
        Require(!invoice.IsDeleted, invoice, "is deleted");
        Requested();
        invoice.Metadata["note"] = note;
        Publish(invoice, "invoice.updated");
    }

    /// <summary>A draft is thrown away: <c>invoice.deleted</c>.</summary>
    public void DeleteInvoice(Invoice invoice)
    {
        Require(invoice is { Status: "draft", Subscription: null, IsDeleted: false }, invoice, "is not a draft made by hand");
        Requested();
        invoice.IsDeleted = true;
        Publish(invoice, "invoice.deleted");
    }

    /// <summary>
    /// Draft to open, with a payment to collect: <c>payment_intent.created</c>, <c>invoice.finalized</c>, <c>invoice.updated</c>;
    /// <c>customer.updated</c> when it is the customer's first. With nothing to pay it is paid at once.
    /// </summary>
    public void FinalizeInvoice(Invoice invoice)
    {
        Require(invoice is { Status: "draft", IsDeleted: false }, invoice, "is no draft");
        ByItself();
        FinalizeNow(invoice);
    }

    /// <summary>
    /// An attempt to collect. Success: <c>charge.succeeded</c>, <c>payment_intent.succeeded</c>, <c>invoice.updated</c>,
    /// <c>invoice.paid</c>, <c>invoice.payment_succeeded</c>, and the subscription becomes active. Failure:
    /// <c>charge.failed</c>, <c>payment_intent.payment_failed</c>, <c>invoice.updated</c>, <c>invoice.payment_failed</c>, and the
    /// subscription becomes past_due and the customer delinquent, until it is paid.
    /// </summary>
    /// <exception cref="InvalidOperationException">The invoice is neither open nor uncollectible.</exception>
    public void PayInvoice(Invoice invoice, bool success = true)
    {
        Require(invoice.Status is "open" or "uncollectible" && !invoice.Payment!.HasEnded, invoice, $"is {invoice.Status}");
        ByItself();
        Collect(invoice, success);
    }

    /// <summary>The bank wants the cardholder: <c>payment_intent.requires_action</c>, <c>invoice.payment_action_required</c>.</summary>
    public void RequireAction(Invoice invoice)
    {
        Require(invoice.Status == "open" && !invoice.Payment!.HasEnded, invoice, $"is {invoice.Status}");
        ByItself();
        invoice.Payment!.Status = "requires_action";
        Publish(invoice.Payment, "payment_intent.requires_action");
        Publish(invoice, "invoice.payment_action_required");
    }

    /// <summary><c>payment_intent.canceled</c>, <c>invoice.updated</c>, <c>invoice.voided</c></summary>
    public void VoidInvoice(Invoice invoice)
    {
        Require(invoice.Status is "open" or "uncollectible", invoice, $"is {invoice.Status}");
        Requested();
        Void(invoice);
    }

    /// <summary><c>invoice.updated</c>, <c>invoice.marked_uncollectible</c></summary>
    public void GiveUpInvoice(Invoice invoice)
    {
        Require(invoice.Status == "open", invoice, $"is {invoice.Status}");
        Requested();
        invoice.Status = "uncollectible";
        invoice.UncollectibleAt = Second;
        invoice.NextAttempt = null;
        Publish(invoice, "invoice.updated", "invoice.marked_uncollectible");
    }

    private Invoice NewInvoice(Subscription subscription, string reason, bool free)
    {
        var invoice = Keep(new Invoice(
            _chance.Id("in_1", 23), Second, _options.Shape, Refer(subscription.Customer), subscription, subscription.Current[0].Price.Currency)
        {
            BillingReason = reason,
            PeriodStart = subscription.CurrentPeriodStart,
            PeriodEnd = subscription.CurrentPeriodEnd,
        });
        foreach (var item in subscription.Current)
        {
            var name = item.Price.Product.Name;
            invoice.Lines.Add(new InvoiceLine(
                _chance.Id("il_1", 23), item.Id, InvoiceItem: null, item.Price, item.PriceJson, item.PlanJson, item.Quantity,
                free ? 0 : item.Price.UnitAmount * item.Quantity, free ? $"Trial period for {name}" : $"{item.Quantity} × {name}",
                subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd));
        }

        invoice.Lines.AddRange(subscription.PendingLines);
        subscription.PendingLines.Clear();
        return invoice;
    }

    private void FinalizeNow(Invoice invoice)
    {
        var customer = invoice.Customer;
        invoice.Status = "open";
        invoice.FinalizedAt = Second;
        invoice.Number = $"{customer.InvoicePrefix}-{++customer.InvoicesNumbered:D4}";
        if (invoice.AmountDue > 0)
        {
            invoice.Payment = NewPayment(customer, invoice.Total, invoice.Currency, invoice);
        }

        Publish(invoice, "invoice.finalized", "invoice.updated");
        if (!customer.IsDeleted && customer.Currency is null)
        {
            customer.Currency = invoice.Currency;
            Publish(customer, "customer.updated");
        }

        if (invoice.AmountDue == 0)
        {
            Paid(invoice);
            CreditWhatIsLeft(invoice);
        }
    }

    private void Collect(Invoice invoice, bool success)
    {
        var (payment, subscription, customer) = (invoice.Payment!, invoice.Subscription, invoice.Customer);
        if (success)
        {
            Succeed(payment);
            invoice.Attempts++;
            Paid(invoice);
            BookCharge(payment);
            return;
        }

        Fail(payment, "generic_decline");
        invoice.Attempts++;
        invoice.Charge = payment.LatestCharge!.Id;
        invoice.NextAttempt = invoice.Attempts < MostAttempts ? Second + (3 * 86400) : null;
        Publish(invoice, "invoice.updated", "invoice.payment_failed");
        if (subscription is { Status: "active" or "trialing" })
        {
            MoveTo(subscription, "past_due");
        }

        if (subscription?.Status != "incomplete" && customer is { IsDeleted: false, Delinquent: false })
        {
            customer.Delinquent = true;
            Publish(customer, "customer.updated");
        }
    }

    private void Paid(Invoice invoice)
    {
        invoice.Status = "paid";
        invoice.PaidAt = Second;
        invoice.AmountPaid = invoice.AmountDue;
        invoice.AutoAdvance = false;
        invoice.NextAttempt = null;
        invoice.Charge = invoice.Payment?.LatestCharge?.Id;
        Publish(invoice, "invoice.updated", "invoice.paid", "invoice.payment_succeeded");
        if (invoice.Subscription is { Status: not "trialing" } subscription)
        {
            MoveTo(subscription, "active");
        }

        if (invoice.Customer is { IsDeleted: false, Delinquent: true } customer)
        {
            customer.Delinquent = false;
            Publish(customer, "customer.updated");
        }
    }

    // A total below zero becomes credit of the customer.
    private void CreditWhatIsLeft(Invoice invoice)
    {
        if (invoice is { Total: < 0, Customer: { IsDeleted: false } customer })
        {
            customer.Balance += invoice.Total;
            Publish(customer, "customer.updated");
        }
    }

    private void Void(Invoice invoice)
    {
        if (invoice.Payment is { HasEnded: false } payment)
        {
            Cancel(payment, "void_invoice");
        }

        invoice.Status = "void";
        invoice.VoidedAt = Second;
        invoice.AutoAdvance = false;
        invoice.NextAttempt = null;
        Publish(invoice, "invoice.updated", "invoice.voided");
    }
}
