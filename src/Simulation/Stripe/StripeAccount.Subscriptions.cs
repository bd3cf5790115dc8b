namespace Signalbox.Simulation.Stripe;

/// <content>Subscriptions.</content>
public sealed partial class StripeAccount
{
    /// <summary>
    /// <c>customer.subscription.created</c> (incomplete, or trialing), its first invoice, and, once that is paid,
    /// <c>customer.subscription.updated</c> to active. Without a trial and without <paramref name="pays"/> it stays incomplete.
    /// </summary>
    /// <exception cref="InvalidOperationException">The customer is deleted, or the price deleted or not recurring.</exception>
    public Subscription CreateSubscription(Customer customer, Price price, long quantity = 1, TimeSpan? trial = null, bool pays = true)
    {
        RequireLiving(customer);
        RequireRecurring(price);
        Requested();
        return NewSubscription(customer, price, quantity, trial, pays);
    }

    /// <summary>Three days before a trial's end: <c>customer.subscription.trial_will_end</c>, which changes nothing.</summary>
    public void AnnounceTrialEnd(Subscription subscription)
    {
        Require(subscription.Status == "trialing", subscription, "is not in a trial");
        ByItself();
        Publish(subscription, "customer.subscription.trial_will_end");
    }

    /// <summary>
    /// The next period begins, at the end of the present one or, before that, now: <c>customer.subscription.updated</c> and
    /// <c>invoice.created</c>. One that is to be cancelled at the period's end is cancelled instead.
    /// </summary>
    /// <returns>The draft invoice to finalize and pay, or null when the subscription was cancelled.</returns>
    /// <exception cref="InvalidOperationException">The subscription has ended or was never paid.</exception>
    public Invoice? RenewSubscription(Subscription subscription)
    {
        Require(!subscription.HasEnded && subscription.Status != "incomplete", subscription, $"is {subscription.Status}");
        ByItself();
        if (subscription.CancelAtPeriodEnd)
        {
            End(subscription, subscription.CancellationReason ?? "cancellation_requested");
            return null;
        }

        subscription.CurrentPeriodStart = Math.Min(Second, subscription.CurrentPeriodEnd);
        subscription.CurrentPeriodEnd = subscription.Current[0].Price.PeriodEndAfter(subscription.CurrentPeriodStart);
        subscription.Status = subscription.Status == "trialing" ? "active" : subscription.Status;
        subscription.LatestInvoice = NewInvoice(subscription, "subscription_cycle", free: false);
        Publish(subscription, "customer.subscription.updated");
        Publish(subscription.LatestInvoice, "invoice.created");
        return subscription.LatestInvoice;
    }

    /// <summary>The next period, its invoice finalized an hour later and paid, or not: see <see cref="PayInvoice"/>.</summary>
    /// <returns>The invoice, or null when the subscription was cancelled instead.</returns>
    public Invoice? RenewSubscription(Subscription subscription, bool success)
    {
        var invoice = RenewSubscription(subscription);
        if (invoice is not null)
        {
            Advance(TimeSpan.FromHours(1));
            FinalizeInvoice(invoice);
            if (invoice.Status == "open")
            {
                PayInvoice(invoice, success);
            }
        }

        return invoice;
    }

    /// <summary><c>customer.subscription.updated</c></summary>
    public void ChangeQuantity(Subscription subscription, long quantity) => Change(subscription, () => subscription.Current[0].Quantity = quantity);

    /// <summary>The first item moves to another price: <c>customer.subscription.updated</c>.</summary>
    public void ChangePrice(Subscription subscription, Price price)
    {
        RequireRecurring(price);
        Change(subscription, () => subscription.Current[0].Take(price));
    }

    /// <summary><c>customer.subscription.updated</c></summary>
    /// <exception cref="InvalidOperationException">The subscription has ended, or an item of that price or 20 items (Stripe's limit).</exception>
    public void AddItem(Subscription subscription, Price price, long quantity = 1)
    {
        RequireRecurring(price);
        Require(subscription.Current.Count < 20 && subscription.Current.TrueForAll(item => item.Price != price), subscription, "has that item or too many");
        Change(subscription, () => subscription.Current.Add(new SubscriptionItem(_chance.Id("si_", 14), Second, price, quantity)));
    }

    /// <summary><c>customer.subscription.updated</c></summary>
    /// <exception cref="InvalidOperationException">The subscription has ended, or it is its only item.</exception>
    public void RemoveItem(Subscription subscription, SubscriptionItem item)
    {
        Require(subscription.Current.Count > 1 && subscription.Current.Contains(item), subscription, "cannot lose that item");
        Change(subscription, () =>
        {
            item.Remove(subscription, _options.Shape);
            subscription.Current.Remove(item);
            subscription.Removed.Add(item);
        });
    }

    /// <summary>Asks for the end at the period's end, or takes that back: <c>customer.subscription.updated</c>.</summary>
    public void CancelAtPeriodEnd(Subscription subscription, bool cancel = true) => Change(subscription, () =>
    {
        subscription.CancelAtPeriodEnd = cancel;
        subscription.CanceledAt = cancel ? Second : null;
        subscription.CancellationReason = cancel ? "cancellation_requested" : null;
    });

    /// <summary><c>customer.subscription.deleted</c>, now.</summary>
    public void CancelSubscription(Subscription subscription, string reason = "cancellation_requested")
    {
        Require(!subscription.HasEnded, subscription, "has ended");
        Requested();
        End(subscription, reason);
    }

    /// <summary>
    /// Its first payment never came: <c>customer.subscription.updated</c> to incomplete_expired, and its invoice is voided.
    /// </summary>
    public void ExpireSubscription(Subscription subscription)
    {
        Require(subscription.Status == "incomplete", subscription, "is not incomplete");
        ByItself();
        subscription.Status = "incomplete_expired";
        subscription.EndedAt = Second;
        subscription.Customer.Living.Remove(subscription);
        Publish(subscription, "customer.subscription.updated");
        Void(subscription.LatestInvoice!);
    }

    private static void RequireRecurring(Price price) => Require(price is { IsDeleted: false, Plan: not null }, price, "is deleted or not recurring");

    private Subscription NewSubscription(Customer customer, Price price, long quantity, TimeSpan? trial, bool pays)
    {
        var subscription = BeginSubscription(customer, [(price, quantity)], trial);
        subscription.Metadata["workspace_id"] = customer.Metadata["workspace_id"];
        var invoice = TellBeginning(subscription);
        if (invoice.Status == "open")
        {
            Collect(invoice, pays);
        }

        return subscription;
    }

    private Subscription BeginSubscription(Customer customer, IReadOnlyList<(Price Price, long Quantity)> items, TimeSpan? trial)
    {
        var subscription = Keep(new Subscription(_chance.Id("sub_1", 23), Second, _options.Shape, Refer(customer)));
        foreach (var (price, quantity) in items)
        {
            subscription.Current.Add(new SubscriptionItem(_chance.Id("si_", 14), Second, price, quantity));
        }

        subscription.CurrentPeriodStart = Second;
        subscription.CurrentPeriodEnd = items[0].Price.PeriodEndAfter(Second);
        if (trial is { } length)
        {
            subscription.Status = "trialing";
            subscription.TrialStart = Second;
            subscription.TrialEnd = subscription.CurrentPeriodEnd = Second + (long)length.TotalSeconds;
        }

        customer.Living.Add(subscription);
        return subscription;
    }

    private Invoice TellBeginning(Subscription subscription)
    {
        var invoice = subscription.LatestInvoice = NewInvoice(subscription, "subscription_create", free: subscription.TrialStart is not null);
        Publish(subscription, "customer.subscription.created");
        Publish(invoice, "invoice.created");
        FinalizeNow(invoice);
        return invoice;
    }

    private void Change(Subscription subscription, Action change)
    {
        Require(!subscription.HasEnded, subscription, "has ended");
        Requested();
        change();
        Publish(subscription, "customer.subscription.updated");
    }

    private void End(Subscription subscription, string reason)
    {
        subscription.Status = "canceled";
        subscription.CanceledAt ??= Second;
        subscription.EndedAt = Second;
        subscription.CancellationReason = reason;
        subscription.IsDeleted = true;
        subscription.Customer.Living.Remove(subscription);
        Publish(subscription, "customer.subscription.deleted");
    }

    private void MoveTo(Subscription subscription, string status)
    {
        if (!subscription.HasEnded && subscription.Status != status)
        {
            subscription.Status = status;
            Publish(subscription, "customer.subscription.updated");
        }
    }
}
