namespace Signalbox.Simulation.Stripe;

/// <content>What the account does by itself while time passes.</content>
public sealed partial class StripeAccount
{
    private const long Hour = 3600;
    private const long Day = 86400;
    private const int MostAttempts = 4;

    /// <summary>
    /// Lets time pass, and does what becomes due on the way, each at its time: trials are announced to end and end, periods renew, drafts are
    /// finalized after an hour and collected from the customer's card, failed payments are tried again and given up after the fourth
    /// (the subscription ends), first payments that never came expire after 23 hours, checkout sessions after a day.
    /// </summary>
    internal void RunTo(DateTimeOffset until)
    {
        var caller = _caller;
        SetCaller(null);
        var end = until.ToUnixTimeSeconds();
        while (NextDue() is { } next && next.At <= end)
        {
            if (next.At > Second)
            {
                _now = DateTimeOffset.FromUnixTimeSeconds(next.At);
            }

            ByItself();
            next.Act();
        }

        _now = until > _now ? until : _now;
        SetCaller(caller);
    }

    private Due? NextDue()
    {
        Due? first = null;
        foreach (var one in _objects)
        {
            var due = one switch
            {
                Subscription { HasEnded: false } subscription => DueOf(subscription),
                Invoice { Subscription: not null } invoice => DueOf(invoice),
                CheckoutSession { Status: "open" } session => new Due(session.Created + Day, () => ExpireCheckout(session)),
                _ => null,
            };
            first = due is not null && (first is null || due.At < first.At) ? due : first;
        }

        return first;
    }

    private Due? DueOf(Subscription subscription) => subscription switch
    {
        { Status: "paused" } => null,
        { Status: "incomplete" } => new Due(subscription.Created + (23 * Hour), () => ExpireSubscription(subscription)),
        { Status: "trialing", TrialEndAnnounced: false } => new Due(subscription.TrialEnd!.Value - (3 * Day), () =>
        {
            subscription.TrialEndAnnounced = true;
            AnnounceTrialEnd(subscription);
        }),
        { Status: "trialing", PausesWithoutCard: true, CancelAtPeriodEnd: false, Customer.DefaultCard: null } =>
            new Due(subscription.CurrentPeriodEnd, () => Pause(subscription)),
        _ => new Due(subscription.CurrentPeriodEnd, () => RenewSubscription(subscription)),
    };

    private Due? DueOf(Invoice invoice) => invoice switch
    {
        { Status: "draft", AutoAdvance: true } => new Due(invoice.Created + Hour, () => FinalizeAndCollect(invoice)),
        { Status: "open", NextAttempt: { } at } => new Due(at, () => TryAgain(invoice)),
        _ => null,
    };

    private void FinalizeAndCollect(Invoice invoice)
    {
        FinalizeNow(invoice);
        if (invoice.Status == "open")
        {
            CollectByCard(invoice, hasConsent: false);
        }
    }

    private void TryAgain(Invoice invoice)
    {
        invoice.NextAttempt = null;
        invoice.Payment!.Card = invoice.Customer.Wallet ?? invoice.Payment.Card;
        CollectByCard(invoice, hasConsent: false);
        if (invoice is { Status: "open", Attempts: >= MostAttempts, Subscription: { HasEnded: false } subscription })
        {
            End(subscription, "payment_failed");
        }
    }

    private void Pause(Subscription subscription)
    {
        subscription.Status = "paused";
        Publish(subscription, "customer.subscription.updated", "customer.subscription.paused");
    }

    private sealed record Due(long At, Action Act);
}
