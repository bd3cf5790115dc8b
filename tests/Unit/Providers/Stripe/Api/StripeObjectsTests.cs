using System.Text;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>What is read of Stripe's answers.</summary>
public sealed class StripeObjectsTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1767225600);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_HasItsBytesAndWhatItsHeadersSay()
    {
        const string Body = """ {"id":"cus_1","object":"customer","created":1767225600,"livemode":false,"metadata":{"a":"b","\u00fc":"\ud800","\ud800":"c","n":1}} """;
        var client = new ScriptedHandler(_ => ScriptedHandler.Answer(
            200, Body, ("Request-Id", "req_1"), ("Idempotent-Replayed", "true"), ("Stripe-Version", "2025-11-17.clover"))).NewClient();

        var customer = await client.Customers.CreateAsync(new CustomerCreateRequest(), null, Cancel);

        Assert.Equal(new StripeAnswer(200, "req_1", true, "2025-11-17.clover"), customer.Answer);
        Assert.Equal(Body, Encoding.UTF8.GetString(customer.Raw.Span));
        Assert.Equal("cus_1", customer.Json.GetProperty("id").GetString());
        Assert.Equal(("cus_1", "customer", Time, false, false), (customer.Id, customer.ObjectType, customer.Created, customer.Livemode, customer.IsDeleted));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "b" }, customer.Metadata);
    }

    [Fact]
    public async Task Answer_WithoutTheHeaders_IsTheFirst()
    {
        var customer = await Client("""{"id":"cus_1","object":"customer"}""").Customers.RetrieveAsync("cus_1", null, Cancel);

        Assert.Equal(new StripeAnswer(200, null, false, null), customer.Answer);
        Assert.Empty(customer.Metadata);
    }

    [Fact]
    public async Task Customer_ThatWasDeleted_SaysSo()
    {
        var customer = await Client("""{"id":"cus_1","object":"customer","deleted":true}""").Customers.RetrieveAsync("cus_1", null, Cancel);

        Assert.True(customer.IsDeleted);
        Assert.Null(customer.Email);
    }

    [Fact]
    public async Task Customer_Members()
    {
        var customer = await Client(
            """
            {"id":"cus_1","object":"customer","email":"a@example.com","name":"A","balance":-5,"currency":"eur","delinquent":true,
             "invoice_settings":{"default_payment_method":{"id":"pm_1","object":"payment_method"}}}
            """).Customers.RetrieveAsync("cus_1", null, Cancel);

        Assert.Equal(
            ("a@example.com", "A", -5, "eur", true, "pm_1"),
            (customer.Email, customer.Name, customer.Balance, customer.Currency, customer.IsDelinquent, customer.DefaultPaymentMethod));
    }

    [Fact]
    public async Task PaymentIntent_Members()
    {
        var payment = await Client(
            """
            {"id":"pi_1","object":"payment_intent","status":"requires_action","amount":500,"amount_capturable":1,"amount_received":2,"currency":"eur",
             "customer":"cus_1","payment_method":"pm_1","latest_charge":{"id":"ch_1"},"client_secret":"pi_1_secret_2","canceled_at":1767225600,
             "next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"https://x.example"}},
             "last_payment_error":{"code":"card_declined","decline_code":"generic_decline"}}
            """).PaymentIntents.RetrieveAsync("pi_1", null, Cancel);

        Assert.Equal(("requires_action", 500, 1, 2, "eur"),
            (payment.Status, payment.Amount, payment.AmountCapturable, payment.AmountReceived, payment.Currency));
        Assert.Equal(("cus_1", "pm_1", "ch_1", "pi_1_secret_2", Time),
            (payment.Customer, payment.PaymentMethod, payment.LatestCharge, payment.ClientSecret, payment.CanceledAt));
        Assert.Equal(("redirect_to_url", "https://x.example", "card_declined", "generic_decline"),
            (payment.NextActionType, payment.NextActionUrl, payment.LastErrorCode, payment.LastDeclineCode));
        Assert.DoesNotContain("secret", payment.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refund_Members()
    {
        var refund = await Client(
            """{"id":"re_1","object":"refund","status":"failed","amount":5,"currency":"eur","payment_intent":"pi_1","charge":"ch_1","failure_reason":"unknown"}""")
            .Refunds.RetrieveAsync("re_1", null, Cancel);

        Assert.Equal(("failed", 5, "eur", "pi_1", "ch_1", "unknown"),
            (refund.Status, refund.Amount, refund.Currency, refund.PaymentIntent, refund.Charge, refund.FailureReason));
    }

    [Fact]
    public async Task CheckoutSession_Members()
    {
        var session = await Client(
            """
            {"id":"cs_1","object":"checkout.session","url":"https://x.example","client_secret":"s","mode":"payment","status":"open","payment_status":"unpaid",
             "amount_total":5,"currency":"eur","client_reference_id":"ref","customer":"cus_1","payment_intent":"pi_1","subscription":"sub_1","expires_at":1767225600}
            """).CheckoutSessions.RetrieveAsync("cs_1", null, Cancel);

        Assert.Equal(("https://x.example", "s", "payment", "open", "unpaid"),
            (session.Url, session.ClientSecret, session.Mode, session.Status, session.PaymentStatus));
        Assert.Equal((5, "eur", "ref", "cus_1", "pi_1", "sub_1", Time),
            (session.AmountTotal, session.Currency, session.ClientReferenceId, session.Customer, session.PaymentIntent, session.Subscription, session.ExpiresAt));
    }

    [Fact]
    public async Task PortalSession_Members()
    {
        var session = await Client("""{"id":"bps_1","object":"billing_portal.session","url":"https://x.example","customer":"cus_1","return_url":"u"}""")
            .PortalSessions.CreateAsync(new PortalSessionCreateRequest { Customer = "cus_1" }, null, Cancel);

        Assert.Equal(("https://x.example", "cus_1", "u"), (session.Url, session.Customer, session.ReturnUrl));
    }

    [Fact]
    public async Task Subscription_Members()
    {
        var subscription = await Client(
            """
            {"id":"sub_1","object":"subscription","status":"active","customer":"cus_1","cancel_at_period_end":true,"cancel_at":1767225600,
             "canceled_at":1767225600,"ended_at":1767225600,"trial_end":1767225600,"latest_invoice":{"id":"in_1"},"default_payment_method":null,
             "items":{"object":"list","data":[
               {"id":"si_1","price":{"id":"price_1"},"quantity":2,"current_period_start":1,"current_period_end":1767312000},
               {"id":"si_2","price":{"id":"price_2"},"current_period_start":1,"current_period_end":1767225600}]}}
            """).Subscriptions.RetrieveAsync("sub_1", null, Cancel);

        var start = DateTimeOffset.FromUnixTimeSeconds(1);
        Assert.Equal(
            [new StripeSubscriptionItem("si_1", "price_1", 2, start, Time.AddDays(1)), new StripeSubscriptionItem("si_2", "price_2", null, start, Time)],
            subscription.Items);
        Assert.Equal(("active", "cus_1", true, "in_1", null),
            (subscription.Status, subscription.Customer, subscription.CancelAtPeriodEnd, subscription.LatestInvoice, subscription.DefaultPaymentMethod));
        Assert.Equal((Time, Time, Time, Time, Time),
            (subscription.CancelAt, subscription.CanceledAt, subscription.EndedAt, subscription.TrialEnd, subscription.CurrentPeriodEnd));
    }

    [Theory]
    [InlineData("""{"id":"in_1","object":"invoice","subscription":"sub_1"}""")]
    [InlineData("""{"id":"in_1","object":"invoice","parent":{"subscription_details":{"subscription":{"id":"sub_1"}}}}""")]
    public async Task Invoice_SubscriptionOfOldAndNewVersions(string json) =>
        Assert.Equal("sub_1", (await Client(json).Invoices.RetrieveAsync("in_1", null, Cancel)).Subscription);

    [Fact]
    public async Task Invoice_Members()
    {
        var invoice = await Client(
            """
            {"id":"in_1","object":"invoice","status":"open","number":"A-1","customer":"cus_1","currency":"eur","total":1,"amount_due":2,"amount_paid":3,
             "amount_remaining":4,"due_date":1767225600,"hosted_invoice_url":"u"}
            """).Invoices.RetrieveAsync("in_1", null, Cancel);

        Assert.Equal(("open", "A-1", "cus_1", "eur", Time, "u"),
            (invoice.Status, invoice.Number, invoice.Customer, invoice.Currency, invoice.DueDate, invoice.HostedUrl));
        Assert.Equal((1, 2, 3, 4), (invoice.Total, invoice.AmountDue, invoice.AmountPaid, invoice.AmountRemaining));
    }

    [Fact]
    public async Task Catalog_Members()
    {
        var product = await Client("""{"id":"prod_1","object":"product","name":"n","description":"d","active":true,"default_price":"price_1"}""")
            .Products.RetrieveAsync("prod_1", null, Cancel);
        var price = await Client(
            """
            {"id":"price_1","object":"price","product":"prod_1","active":false,"currency":"eur","unit_amount":5,"type":"recurring",
             "recurring":{"interval":"month"},"lookup_key":"gold"}
            """).Prices.RetrieveAsync("price_1", null, Cancel);

        Assert.Equal(("n", "d", true, "price_1"), (product.Name, product.Description, product.IsActive, product.DefaultPrice));
        Assert.Equal(("prod_1", false, "eur", 5, "recurring", "month", "gold"),
            (price.Product, price.IsActive, price.Currency, price.UnitAmount, price.Type, price.RecurringInterval, price.LookupKey));
    }

    [Fact]
    public async Task ChargeAndDispute_Members()
    {
        var charge = await Client(
            """{"id":"ch_1","object":"charge","status":"succeeded","amount":5,"amount_refunded":1,"currency":"eur","customer":"cus_1","payment_intent":"pi_1"}""")
            .Charges.RetrieveAsync("ch_1", null, Cancel);
        var dispute = await Client(
            """{"id":"du_1","object":"dispute","status":"won","reason":"fraudulent","amount":5,"currency":"eur","charge":"ch_1","payment_intent":"pi_1"}""")
            .Disputes.RetrieveAsync("du_1", null, Cancel);

        Assert.Equal(("succeeded", 5, 1, "eur", "cus_1", "pi_1"),
            (charge.Status, charge.Amount, charge.AmountRefunded, charge.Currency, charge.Customer, charge.PaymentIntent));
        Assert.Equal(("won", "fraudulent", 5, "eur", "ch_1", "pi_1"),
            (dispute.Status, dispute.Reason, dispute.Amount, dispute.Currency, dispute.Charge, dispute.PaymentIntent));
    }

    [Fact]
    public async Task Event_Members()
    {
        var found = await Client(
            """
            {"id":"evt_1","object":"event","type":"customer.updated","api_version":"2025-11-17.clover","account":"acct_1",
             "request":{"id":"req_1","idempotency_key":"key-1"},
             "data":{"object":{"id":"cus_1","object":"customer"},"previous_attributes":{"name":"old"}}}
            """).Events.RetrieveAsync("evt_1", null, Cancel);

        Assert.Equal(("customer.updated", "2025-11-17.clover", "acct_1", "req_1", "key-1"),
            (found.Type, found.ApiVersion, found.Account, found.CausedBy, found.IdempotencyKey));
        Assert.Equal("cus_1", found.Data?.GetProperty("id").GetString());
        Assert.Equal("old", found.PreviousAttributes?.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Members_OfOtherShapes_AreNull()
    {
        const string Odd = """
            {"id":"sub_1","object":"subscription","created":"yesterday","livemode":1,"deleted":"yes","metadata":[1],"status":5,"customer":[],
             "items":{"data":[1,null,{"id":7,"price":3,"quantity":1.5}]},"cancel_at":99999999999999,"canceled_at":-1,"ended_at":1.5,
             "latest_invoice":{"id":{}},"default_payment_method":"\ud800"}
            """;
        var subscription = await Client(Odd).Subscriptions.RetrieveAsync("sub_1", null, Cancel);

        Assert.Equal((null, null, false), (subscription.Created, subscription.Livemode, subscription.IsDeleted));
        Assert.Equal((null, null, null, null), (subscription.Status, subscription.Customer, subscription.LatestInvoice, subscription.DefaultPaymentMethod));
        Assert.Equal((null, null, null, null), (subscription.CancelAt, subscription.CanceledAt, subscription.EndedAt, subscription.CurrentPeriodEnd));
        Assert.Equal([default], subscription.Items);
        Assert.Empty(subscription.Metadata);
    }

    private static StripeClient Client(string body) => ScriptedHandler.Always(200, body).NewClient();
}
