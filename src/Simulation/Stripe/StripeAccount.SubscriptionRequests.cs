namespace Signalbox.Simulation.Stripe;

/// <content>Subscriptions and invoices as an API drives them: the customer's card decides what is paid.</content>
public sealed partial class StripeAccount
{
    /// <summary>
    /// As <see cref="CreateSubscription(Customer, Price, long, TimeSpan?, bool)"/>; a card that declines, or wants the cardholder, leaves it
    /// incomplete.
    /// </summary>
    internal Subscription CreateSubscription(SubscriptionDraft draft)
    {
        RequireLiving(draft.Customer);
        foreach (var (price, _) in draft.Items)
        {
            RequireRecurring(price);
        }

        Requested();
        var subscription = BeginSubscription(draft.Customer, draft.Items, draft.Trial);
        draft.FillMetadata(subscription.Metadata);
        subscription.PausesWithoutCard = draft.PausesWithoutCard;
        var invoice = TellBeginning(subscription);
        if (invoice.Status == "open" && !draft.WaitsForConfirmation)
        {
            CollectByCard(invoice, hasConsent: false);
        }

        return subscription;
    }

    /// <summary>
    /// <c>customer.subscription.updated</c> for all of it. Changes of price and quantity within a period that was paid for are prorated to the
    /// second: credit for the unused time of the old, a charge for the rest of the period of the new.
    /// </summary>
    /// <exception cref="InvalidOperationException">It has ended, or would lose its last item.</exception>
    internal void UpdateSubscription(Subscription subscription, SubscriptionChange change)
    {
        Require(!subscription.HasEnded, subscription, "has ended");
        var removed = change.Items.Count(item => item.Removed);
        Require(subscription.Current.Count - removed + change.Items.Count(item => item.Item is null) > 0, subscription, "would have no items");
        Requested();
        var prorates = change.Proration != "none" && subscription.Status is ("active" or "past_due");
        foreach (var item in change.Items)
        {
            Apply(subscription, item, prorates);
        }

        if (change.CancelAtPeriodEnd is { } cancel && cancel != subscription.CancelAtPeriodEnd)
        {
            subscription.CancelAtPeriodEnd = cancel;
            subscription.CanceledAt = cancel ? Second : null;
            subscription.CancellationReason = cancel ? "cancellation_requested" : null;
        }

        change.FillMetadata(subscription.Metadata);
        Invoice? invoice = null;
        if (change.Proration == "always_invoice" && subscription.PendingLines.Count > 0)
        {
            invoice = subscription.LatestInvoice = NewProrationInvoice(subscription);
        }

        Publish(subscription, "customer.subscription.updated");
        if (invoice is not null)
        {
            Publish(invoice, "invoice.created");
            FinalizeNow(invoice);
            if (invoice.Status == "open")
            {
                CollectByCard(invoice, hasConsent: false);
            }
        }
    }

    /// <summary>A paused one begins a new period now: <c>customer.subscription.resumed</c>, <c>customer.subscription.updated</c>, its invoice.</summary>
    /// <exception cref="InvalidOperationException">It is not paused.</exception>
    internal void ResumeSubscription(Subscription subscription)
    {
        Require(subscription.Status == "paused", subscription, $"is {subscription.Status}, not paused");
        Requested();
        subscription.Status = "active";
        subscription.CurrentPeriodStart = Second;
        subscription.CurrentPeriodEnd = subscription.Current[0].Price.PeriodEndAfter(Second);
        var invoice = subscription.LatestInvoice = NewInvoice(subscription, "subscription_cycle", free: false);
        Publish(subscription, "customer.subscription.updated", "customer.subscription.resumed");
        Publish(invoice, "invoice.created");
        FinalizeNow(invoice);
        if (invoice.Status == "open")
        {
            CollectByCard(invoice, hasConsent: false);
        }
    }

    /// <summary>Finalizes the invoice if it is a draft, and has the customer's card, or this one, pay it.</summary>
    /// <exception cref="InvalidOperationException">It is neither a draft, open nor uncollectible.</exception>
    internal void PayByCard(Invoice invoice, Card? card)
    {
        Require(invoice is { Status: "draft" or "open" or "uncollectible", IsDeleted: false }, invoice, $"is {invoice.Status}");
        Requested();
        if (invoice.Status == "draft")
        {
            FinalizeNow(invoice);
        }

        if (invoice.Payment is { HasEnded: false } payment)
        {
            var hasConsent = payment.Status == "requires_action" && card is null;
            payment.Card = card ?? invoice.Customer.Wallet ?? payment.Card;
            CollectByCard(invoice, hasConsent);
        }
    }

    private void CollectByCard(Invoice invoice, bool hasConsent)
    {
        var payment = invoice.Payment!;
        if (payment.Card.Behavior is CardBehavior.WantsAuthentication && !hasConsent)
        {
            payment.Status = "requires_action";
            Publish(payment, "payment_intent.requires_action");
            Publish(invoice, "invoice.payment_action_required");
            return;
        }

        Collect(invoice, payment.Card.Behavior is CardBehavior.Pays or CardBehavior.WantsAuthentication);
    }

    private void Apply(Subscription subscription, ItemChange change, bool prorates)
    {
        if (change.Item is not { } item)
        {
            RequireRecurring(change.Price!);
            var added = new SubscriptionItem(_chance.Id("si_", 14), Second, change.Price!, change.Quantity ?? 1);
            subscription.Current.Add(added);
            Prorate(subscription, added, sign: prorates ? 1 : 0);
            return;
        }

        Prorate(subscription, item, sign: prorates ? -1 : 0);
        if (change.Removed)
        {
            item.Remove(subscription, _options.Shape);
            subscription.Current.Remove(item);
            subscription.Removed.Add(item);
            return;
        }

        if (change.Price is not null && change.Price != item.Price)
        {
            RequireRecurring(change.Price);
            item.Take(change.Price);
        }

        item.Quantity = change.Quantity ?? item.Quantity;
        Prorate(subscription, item, sign: prorates ? 1 : 0);
    }

    private void Prorate(Subscription subscription, SubscriptionItem item, int sign)
    {
        var (start, end) = (subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd);
        var left = Math.Clamp(end - Second, 0, end - start);
        var amount = (long)Math.Round((decimal)item.Price.UnitAmount * item.Quantity * left / Math.Max(1, end - start), MidpointRounding.AwayFromZero);
        if (sign == 0 || amount == 0)
        {
            return;
        }

        var (what, when) = ($"{item.Quantity} × {item.Price.Product.Name}", _now.ToString("dd MMM yyyy", null));
        subscription.PendingLines.Add(new InvoiceLine(
            _chance.Id("il_1", 23), item.Id, _chance.Id("ii_1", 23), item.Price, item.PriceJson, item.PlanJson, item.Quantity, sign * amount,
            sign < 0 ? $"Unused time on {what} after {when}" : $"Remaining time on {what} after {when}", Second, end)
        {
            Proration = true,
        });
    }

    private Invoice NewProrationInvoice(Subscription subscription)
    {
        var invoice = Keep(new Invoice(
            _chance.Id("in_1", 23), Second, _options.Shape, Refer(subscription.Customer), subscription, subscription.Current[0].Price.Currency)
        {
            BillingReason = "subscription_update",
            PeriodStart = Second,
            PeriodEnd = Second,
        });
        invoice.Lines.AddRange(subscription.PendingLines);
        subscription.PendingLines.Clear();
        return invoice;
    }
}
