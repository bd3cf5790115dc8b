using System.Reflection;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>What each call sends, and where to.</summary>
public sealed class StripeOperationsTests
{
    private static readonly StripeCallOptions Call = new() { IdempotencyKey = "key-1", Account = "acct_1", Expand = ["a.b", "c"] };

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["customers.create"] = new("customer", "POST", "/v1/customers", "email=a%40example.com",
            async (c, t) => await c.Customers.CreateAsync(new CustomerCreateRequest { Email = "a@example.com" }, Call, t)),
        ["customers.retrieve"] = new("customer", "GET", "/v1/customers/x_1", null, async (c, t) => await c.Customers.RetrieveAsync("x_1", Call, t)),
        ["customers.update"] = new("customer", "POST", "/v1/customers/x_1", "name=",
            async (c, t) => await c.Customers.UpdateAsync("x_1", new CustomerUpdateRequest { Name = "" }, Call, t)),
        ["customers.delete"] = new("customer", "DELETE", "/v1/customers/x_1", null, async (c, t) => await c.Customers.DeleteAsync("x_1", Call, t)),
        ["customers.list"] = new("customer", "GET", "/v1/customers?limit=3&email=a%40example.com", null,
            async (c, t) => Only(await c.Customers.ListAsync(new CustomerListRequest { Limit = 3, Email = "a@example.com" }, Call, t))),

        ["payment_intents.create"] = new("payment_intent", "POST", "/v1/payment_intents", "amount=500&currency=eur&confirm=true",
            async (c, t) => await c.PaymentIntents.CreateAsync(new PaymentIntentCreateRequest { Amount = 500, Currency = "eur", Confirm = true }, Call, t)),
        ["payment_intents.retrieve"] = new("payment_intent", "GET", "/v1/payment_intents/x_1", null,
            async (c, t) => await c.PaymentIntents.RetrieveAsync("x_1", Call, t)),
        ["payment_intents.confirm"] = new("payment_intent", "POST", "/v1/payment_intents/x_1/confirm", "payment_method=pm_1",
            async (c, t) => await c.PaymentIntents.ConfirmAsync("x_1", new PaymentIntentConfirmRequest { PaymentMethod = "pm_1" }, Call, t)),
        ["payment_intents.capture"] = new("payment_intent", "POST", "/v1/payment_intents/x_1/capture", "amount_to_capture=100",
            async (c, t) => await c.PaymentIntents.CaptureAsync("x_1", new PaymentIntentCaptureRequest { AmountToCapture = 100 }, Call, t)),
        ["payment_intents.cancel"] = new("payment_intent", "POST", "/v1/payment_intents/x_1/cancel", "cancellation_reason=duplicate",
            async (c, t) => await c.PaymentIntents.CancelAsync("x_1", new PaymentIntentCancelRequest { CancellationReason = "duplicate" }, Call, t)),

        ["refunds.create"] = new("refund", "POST", "/v1/refunds", "payment_intent=pi_1&amount=1",
            async (c, t) => await c.Refunds.CreateAsync(new RefundCreateRequest { PaymentIntent = "pi_1", Amount = 1 }, Call, t)),
        ["refunds.retrieve"] = new("refund", "GET", "/v1/refunds/x_1", null, async (c, t) => await c.Refunds.RetrieveAsync("x_1", Call, t)),

        ["checkout_sessions.create"] = new("checkout.session", "POST", "/v1/checkout/sessions", "mode=setup",
            async (c, t) => await c.CheckoutSessions.CreateAsync(new CheckoutSessionCreateRequest { Mode = "setup" }, Call, t)),
        ["checkout_sessions.retrieve"] = new("checkout.session", "GET", "/v1/checkout/sessions/x_1", null,
            async (c, t) => await c.CheckoutSessions.RetrieveAsync("x_1", Call, t)),
        ["portal_sessions.create"] = new("billing_portal.session", "POST", "/v1/billing_portal/sessions", "customer=cus_1",
            async (c, t) => await c.PortalSessions.CreateAsync(new PortalSessionCreateRequest { Customer = "cus_1" }, Call, t)),

        ["subscriptions.create"] = new("subscription", "POST", "/v1/subscriptions", "customer=cus_1&items[0][price]=price_1&items[0][quantity]=2",
            async (c, t) => await c.Subscriptions.CreateAsync(
                new SubscriptionCreateRequest { Customer = "cus_1", Items = [new SubscriptionItemRequest { Price = "price_1", Quantity = 2 }] }, Call, t)),
        ["subscriptions.retrieve"] = new("subscription", "GET", "/v1/subscriptions/x_1", null,
            async (c, t) => await c.Subscriptions.RetrieveAsync("x_1", Call, t)),
        ["subscriptions.update"] = new("subscription", "POST", "/v1/subscriptions/x_1",
            "proration_date=1767225600&billing_cycle_anchor=unchanged&proration_behavior=always_invoice&cancel_at_period_end=false",
            async (c, t) => await c.Subscriptions.UpdateAsync(
                "x_1",
                new SubscriptionUpdateRequest
                {
                    ProrationBehavior = "always_invoice",
                    ProrationDate = DateTimeOffset.FromUnixTimeSeconds(1767225600),
                    BillingCycleAnchor = StripeMoment.Unchanged,
                    CancelAtPeriodEnd = false,
                },
                Call,
                t)),
        ["subscriptions.cancel_at_period_end"] = new("subscription", "POST", "/v1/subscriptions/x_1",
            "cancellation_details[feedback]=unused&cancel_at_period_end=true",
            async (c, t) => await c.Subscriptions.CancelAtPeriodEndAsync("x_1", new SubscriptionCancellationDetails { Feedback = "unused" }, Call, t)),
        ["subscriptions.cancel"] = new("subscription", "DELETE", "/v1/subscriptions/x_1?invoice_now=true&prorate=false&cancellation_details[comment]=a%20b", null,
            async (c, t) => await c.Subscriptions.CancelAsync(
                "x_1",
                new SubscriptionCancelRequest { InvoiceNow = true, Prorate = false, CancellationDetails = new() { Comment = "a b" } },
                Call,
                t)),
        ["subscriptions.resume"] = new("subscription", "POST", "/v1/subscriptions/x_1/resume", "billing_cycle_anchor=now",
            async (c, t) => await c.Subscriptions.ResumeAsync("x_1", new SubscriptionResumeRequest { BillingCycleAnchor = StripeMoment.Now }, Call, t)),
        ["subscriptions.list"] = new("subscription", "GET", "/v1/subscriptions?customer=cus_1&status=all", null,
            async (c, t) => Only(await c.Subscriptions.ListAsync(new SubscriptionListRequest { Customer = "cus_1", Status = "all" }, Call, t))),

        ["invoices.retrieve"] = new("invoice", "GET", "/v1/invoices/x_1", null, async (c, t) => await c.Invoices.RetrieveAsync("x_1", Call, t)),
        ["invoices.pay"] = new("invoice", "POST", "/v1/invoices/x_1/pay", "paid_out_of_band=true",
            async (c, t) => await c.Invoices.PayAsync("x_1", new InvoicePayRequest { PaidOutOfBand = true }, Call, t)),
        ["invoices.list"] = new("invoice", "GET", "/v1/invoices?starting_after=in_9&subscription=sub_1&status=open", null,
            async (c, t) => Only(await c.Invoices.ListAsync(
                new InvoiceListRequest { StartingAfter = "in_9", Subscription = "sub_1", Status = "open" }, Call, t))),

        ["products.retrieve"] = new("product", "GET", "/v1/products/x_1", null, async (c, t) => await c.Products.RetrieveAsync("x_1", Call, t)),
        ["products.list"] = new("product", "GET", "/v1/products?active=true&ids[]=p%201&ids[]=p2", null,
            async (c, t) => Only(await c.Products.ListAsync(new ProductListRequest { Active = true, Ids = ["p 1", "p2"] }, Call, t))),
        ["prices.retrieve"] = new("price", "GET", "/v1/prices/x_1", null, async (c, t) => await c.Prices.RetrieveAsync("x_1", Call, t)),
        ["prices.list"] = new("price", "GET", "/v1/prices?currency=eur&product=prod_1&type=recurring&lookup_keys[]=gold", null,
            async (c, t) => Only(await c.Prices.ListAsync(
                new PriceListRequest { Currency = "eur", Product = "prod_1", Type = "recurring", LookupKeys = ["gold"] }, Call, t))),

        ["charges.retrieve"] = new("charge", "GET", "/v1/charges/x_1", null, async (c, t) => await c.Charges.RetrieveAsync("x_1", Call, t)),
        ["disputes.retrieve"] = new("dispute", "GET", "/v1/disputes/x_1", null, async (c, t) => await c.Disputes.RetrieveAsync("x_1", Call, t)),

        ["account.retrieve"] = new("account", "GET", "/v1/account", null, async (c, t) => await c.Account.RetrieveAsync(Call, t)),
        ["events.retrieve"] = new("event", "GET", "/v1/events/x_1", null, async (c, t) => await c.Events.RetrieveAsync("x_1", Call, t)),
        ["events.list"] = new("event", "GET", "/v1/events?ending_before=evt_9&created[gte]=1767225600&created[lt]=1767225660&types[]=a.b&types[]=c.%2A", null,
            async (c, t) => Only(await c.Events.ListAsync(
                new EventListRequest
                {
                    EndingBefore = "evt_9",
                    Created = new StripeRange { From = DateTimeOffset.FromUnixTimeSeconds(1767225600), Before = DateTimeOffset.FromUnixTimeSeconds(1767225660) },
                    Types = ["a.b", "c.*"],
                },
                Call,
                t))),
    };

    public static TheoryData<string> Names { get; } = new(Cases.Keys);

    [Fact]
    public void Cases_AreAllThatTheClientCanDo()
    {
        var calls = typeof(StripeClient).GetProperties()
            .SelectMany(static resource => resource.PropertyType.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Count(static method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name is not ("PagesAsync" or "AllAsync"));

        Assert.Equal(calls, Cases.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Call_SendsWhatStripesReferenceSays(string name)
    {
        var expected = Cases[name];
        var answer = $$"""{"id":"x_1","object":"{{expected.ObjectType}}"}""";
        var handler = ScriptedHandler.Always(
            200, name.EndsWith(".list", StringComparison.Ordinal) ? $$"""{"object":"list","has_more":false,"data":[{{answer}}]}""" : answer);

        var result = await expected.SendAsync(handler.NewClient(), TestContext.Current.CancellationToken);

        const string Expand = "expand[]=a.b&expand[]=c";
        var sent = Assert.Single(handler.Sent);
        var isPost = expected.Method == "POST";
        Assert.Equal(name, sent.Operation);
        Assert.Equal(ClassOf(expected.Path), sent.EndpointClass);
        Assert.Equal(expected.Method, sent.Method);
        Assert.Equal(isPost ? expected.Path : $"{expected.Path}{(expected.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Expand}", sent.Path);
        Assert.Equal(isPost ? $"{expected.Body}&{Expand}" : null, sent.Body);
        Assert.Equal($"Bearer {ScriptedHandler.KeyText}", sent.Headers["Authorization"]);
        Assert.Equal(StripeClientOptions.DefaultApiVersion, sent.Headers["Stripe-Version"]);
        Assert.Equal("acct_1", sent.Headers["Stripe-Account"]);
        Assert.Equal("application/json", sent.Headers["Accept"]);
        Assert.Matches(@"^Signalbox/\d+\.\d+\.\d+$", sent.Headers["User-Agent"]);
        Assert.Equal(isPost ? "key-1" : null, sent.Headers.GetValueOrDefault("Idempotency-Key"));
        Assert.Equal(isPost ? "application/x-www-form-urlencoded" : null, sent.Headers.GetValueOrDefault("Content-Type"));
        Assert.Equal($"{expected.ObjectType} x_1", result.ToString());
    }

    private static string ClassOf(string path) => path.Split('/', '?')[2] switch
    {
        "payment_intents" or "charges" or "refunds" or "disputes" or "checkout" or "billing_portal" => "payments",
        "subscriptions" or "invoices" => "billing",
        "products" or "prices" => "catalog",
        var own => own,
    };

    private static T Only<T>(StripePage<T> page)
        where T : StripeObject => Assert.Single(page.Items);

    private sealed record Case(
        string ObjectType, string Method, string Path, string? Body, Func<StripeClient, CancellationToken, Task<StripeObject>> SendAsync);
}
