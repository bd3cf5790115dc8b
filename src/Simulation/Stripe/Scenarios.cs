namespace Signalbox.Simulation.Stripe;

/// <summary>What a scenario is made from.</summary>
/// <param name="Start">The account's clock at first; the named scenarios go on for months from there.</param>
public sealed record ScenarioRequest(DateTimeOffset Start)
{
    /// <summary>What all chance comes from. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How the account behaves.</summary>
    public StripeAccountOptions Account { get; init; } = new();

    /// <summary>How many events <c>random</c> makes, exactly. At least 1, default 200. The others ignore it.</summary>
    public int Events { get; init; } = 200;

    /// <summary>Over how many living customers <c>random</c> spreads them. At least 1, default 10.</summary>
    public int Entities { get; init; } = 10;
}

/// <summary>The histories that one can ask for by name. Same request: same bytes.</summary>
public static class Scenarios
{
    private static readonly (Scenario Scenario, Action<StripeAccount, ScenarioRequest> Play)[] Known =
    [
        (new("subscription-lifecycle", "a trial, its conversion, quantity and price changes, cancellation taken back, renewal, the end"), Lifecycle),
        (new("failed-payment-and-recovery", "a renewal is declined twice, the customer is past due, a new card recovers it"), Recovery),
        (new("refund-and-dispute", "payments with 3-D Secure, a partial and a full refund, a dispute won and one lost"), RefundAndDispute),
        (new("customer-deletion", "a customer with two subscriptions is deleted; a refund and a dispute come afterwards"), Deletion),
        (new("checkout", "payment pages: a subscription, a one-off, a bank debit that settles later, one that expires"), Checkout),
        (new("random", "N events over M customers, everything mixed, many in the same second"), RandomMix),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. Known.Select(known => known.Scenario)];

    /// <summary>Plays a scenario to its end.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No events or no entities are asked for.</exception>
    public static SimulatedHistory Run(string name, ScenarioRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is not { Events: >= 1, Entities: >= 1 })
        {
            throw new ArgumentOutOfRangeException(nameof(request), $"{request.Events} events over {request.Entities} entities: at least 1 of each.");
        }

        var play = Array.Find(Known, known => known.Scenario.Name == name).Play
            ?? throw new ArgumentException($"No scenario '{name}'. There are: {string.Join(", ", All.Select(one => one.Name))}.", nameof(name));
        var account = new StripeAccount(request.Seed, request.Start, request.Account);
        play(account, request);
        return new SimulatedHistory(account.Drain(), account.Truth());
    }

    private static void Lifecycle(StripeAccount account, ScenarioRequest request)
    {
        var (team, business) = Catalog(account);
        var customer = account.CreateCustomer();
        account.AttachCard(customer);
        var subscription = account.CreateSubscription(customer, team, quantity: 3, trial: TimeSpan.FromDays(14));
        account.Advance(TimeSpan.FromDays(11));
        account.AnnounceTrialEnd(subscription);
        account.Advance(TimeSpan.FromDays(3));
        account.RenewSubscription(subscription, success: true);
        account.Advance(TimeSpan.FromDays(2));
        account.ChangeQuantity(subscription, 5);
        account.ChangeQuantity(subscription, 8);
        account.ChangePrice(subscription, business);
        account.Advance(TimeSpan.FromDays(1));
        account.AddItem(subscription, team, 2);
        account.Advance(TimeSpan.FromHours(2));
        account.RemoveItem(subscription, subscription.Items[1]);
        account.CancelAtPeriodEnd(subscription);
        account.CancelAtPeriodEnd(subscription, cancel: false);
        account.Advance(TimeSpan.FromDays(27));
        account.RenewSubscription(subscription, success: true);
        account.Advance(TimeSpan.FromDays(4));
        account.CancelAtPeriodEnd(subscription);
        account.Advance(TimeSpan.FromDays(26));
        account.RenewSubscription(subscription);
    }

    private static void Recovery(StripeAccount account, ScenarioRequest request)
    {
        var (team, _) = Catalog(account);
        var customer = account.CreateCustomer();
        var subscription = account.CreateSubscription(customer, team, quantity: 4);
        account.Advance(TimeSpan.FromDays(31));
        var invoice = account.RenewSubscription(subscription, success: false)!;
        account.Advance(TimeSpan.FromDays(3));
        account.PayInvoice(invoice, success: false);
        account.Advance(TimeSpan.FromDays(1));
        account.AttachCard(customer);
        account.PayInvoice(invoice);
        account.Advance(TimeSpan.FromDays(28));
        account.RenewSubscription(subscription, success: true);
    }

    private static void RefundAndDispute(StripeAccount account, ScenarioRequest request)
    {
        var customer = account.CreateCustomer();
        var charges = new List<Charge>();
        for (var i = 0; i < 4; i++)
        {
            var payment = account.CreatePayment(customer, 4900 + (1000 * i));
            account.RequireAction(payment);
            account.Advance(TimeSpan.FromSeconds(20 * i));
            account.CompletePayment(payment);
            charges.Add(payment.LatestCharge!);
            account.Advance(TimeSpan.FromMinutes(5));
        }

        var partial = account.Refund(charges[0], 1500);
        account.Advance(TimeSpan.FromDays(2));
        account.SettleRefund(partial);
        account.SettleRefund(account.Refund(charges[1]));
        account.SettleRefund(account.Refund(charges[0], 500), success: false);
        var (first, second) = (account.Dispute(charges[2]), account.Dispute(charges[3], "product_not_received"));
        account.Advance(TimeSpan.FromDays(3));
        account.AnswerDispute(first, "Signed for on delivery; the log is attached.");
        account.Advance(TimeSpan.FromDays(20));
        account.CloseDispute(first, won: true);
        account.CloseDispute(second, won: false);
    }

    private static void Deletion(StripeAccount account, ScenarioRequest request)
    {
        var (team, business) = Catalog(account);
        var customer = account.CreateCustomer();
        account.CreateSubscription(customer, team);
        account.CreateSubscription(customer, business, quantity: 2);
        var payment = account.CreatePayment(customer, 9900);
        account.CompletePayment(payment);
        account.Advance(TimeSpan.FromDays(5));
        account.UpdateCustomer(customer, email: account.NewEmail());
        account.DeleteCustomer(customer);
        account.Advance(TimeSpan.FromDays(1));
        account.SettleRefund(account.Refund(payment.LatestCharge!, 900));
        account.Dispute(payment.LatestCharge!);
    }

    private static void Checkout(StripeAccount account, ScenarioRequest request)
    {
        var (team, business) = Catalog(account);
        var once = account.CreatePrice(business.Product, 19900, interval: null);
        var customer = account.CreateCustomer();
        account.CompleteCheckout(account.OpenCheckout(customer, team, 2));
        account.Advance(TimeSpan.FromMinutes(3));
        account.CompleteCheckout(account.OpenCheckout(customer: null, once));
        var debit = account.OpenCheckout(customer, once);
        account.CompleteCheckout(debit, paysLater: true);
        account.Advance(TimeSpan.FromDays(3));
        account.SettleCheckout(debit, success: true);
        account.ExpireCheckout(account.OpenCheckout(customer, once));
    }

    private static void RandomMix(StripeAccount account, ScenarioRequest request) =>
        new RandomHistory(account, request.Seed, request.Entities).Play(request.Events);

    private static (Price Team, Price Business) Catalog(StripeAccount account)
    {
        var product = account.CreateProduct("Signal box");
        var prices = (account.CreatePrice(product, 1900), account.CreatePrice(product, 9900));
        account.Advance(TimeSpan.FromMinutes(1));
        return prices;
    }
}
