using System.Text.Json;
using Signalbox.Sandbox;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Subscriptions, their invoices and the clock.</summary>
public sealed class SandboxBillingTests : IAsyncLifetime
{
    private const long Day = 86400;

    private SandboxServer _server = null!;
    private SandboxClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync();
        _client = new SandboxClient(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Subscription_AMonthLater_IsRenewedAndPaid()
    {
        var subscription = await SubscribeAsync(await _client.NewCustomerAsync());
        Assert.Equal("active", subscription["status"]);
        Assert.Equal("subscription_create", (await _client.GetAsync($"/v1/invoices/{subscription["latest_invoice"]}"))["billing_reason"]);

        var moved = await _client.PostAsync("/v1/test_helpers/test_clocks/any/advance", "frozen_time", (PeriodEnd(subscription) + Day).ToString(provider: null));
        Assert.Equal((200, "ready"), (moved.Status, moved["status"]));
        var renewed = await _client.GetAsync($"/v1/subscriptions/{subscription.Id}?expand[]=latest_invoice");
        Assert.Equal("active", renewed["status"]);
        Assert.True(PeriodEnd(renewed) > PeriodEnd(subscription));
        var invoice = renewed.Json.GetProperty("latest_invoice");
        Assert.Equal(("paid", "subscription_cycle", 1900), (Text(invoice, "status"), Text(invoice, "billing_reason"), invoice.GetProperty("amount_paid").GetInt64()));
        var invoices = (await _client.GetAsync($"/v1/invoices?subscription={subscription.Id}")).Json.GetProperty("data");
        Assert.Equal(["paid", "paid"], invoices.EnumerateArray().Select(static one => Text(one, "status")));
        var charges = (await _client.TruthAsync()).GetProperty("charges").EnumerateArray().ToList();
        Assert.Equal([true, false], charges.Select(static one => Text(one, "request_id") is not null));
    }

    [Fact]
    public async Task Subscription_CardThatFailsLater_IsPastDueAndEndsAfterTheLastAttempt()
    {
        var subscription = await SubscribeAsync(await _client.NewCustomerAsync(), "trial_period_days", "7");
        Assert.Equal("trialing", subscription["status"]);
        await _client.PostAsync($"/v1/customers/{subscription["customer"]}", "invoice_settings[default_payment_method]", "pm_card_chargeCustomerFail");

        await AdvanceAsync(8 * Day);
        Assert.Equal("past_due", (await _client.GetAsync($"/v1/subscriptions/{subscription.Id}"))["status"]);
        Assert.Equal("True", (await _client.GetAsync($"/v1/customers/{subscription["customer"]}"))["delinquent"]);
        await AdvanceAsync(12 * Day);
        Assert.Equal("canceled", (await _client.GetAsync($"/v1/subscriptions/{subscription.Id}"))["status"]);
        Assert.Equal(4, (await _client.TruthAsync()).GetProperty("charges").EnumerateArray().Count(static one => Text(one, "status") == "failed"));
    }

    [Fact]
    public async Task Invoice_DeclinedThenPaidWithAnotherCard_RecoversTheSubscription()
    {
        var subscription = await SubscribeAsync(await _client.NewCustomerAsync("pm_card_chargeCustomerFail"));
        var invoice = $"/v1/invoices/{subscription["latest_invoice"]}";
        Assert.Equal(("incomplete", "open"), (subscription["status"], (await _client.GetAsync(invoice))["status"]));
        Assert.Equal(402, (await _client.PostAsync($"{invoice}/pay")).Status);

        Assert.Equal("paid", (await _client.PostAsync($"{invoice}/pay", "payment_method", "pm_card_visa"))["status"]);
        Assert.Equal("active", (await _client.GetAsync($"/v1/subscriptions/{subscription.Id}"))["status"]);
        var again = await _client.PostAsync($"{invoice}/pay");
        Assert.Equal((400, "invoice_already_paid"), (again.Status, Text(again.Error, "code")));
    }

    [Fact]
    public async Task Subscription_MoreSeatsInvoicedNow_ChargesTheRestOfThePeriod()
    {
        var subscription = await SubscribeAsync(await _client.NewCustomerAsync());
        var item = Text(Item(subscription), "id")!;

        var updated = await _client.PostAsync(
            $"/v1/subscriptions/{subscription.Id}", "items[0][id]", item, "items[0][quantity]", "3", "proration_behavior", "always_invoice", "expand[]", "latest_invoice");
        var invoice = updated.Json.GetProperty("latest_invoice");
        Assert.Equal((3, "subscription_update", "paid"), (Item(updated).GetProperty("quantity").GetInt32(), Text(invoice, "billing_reason"), Text(invoice, "status")));
        var total = invoice.GetProperty("total").GetInt64();
        Assert.InRange(total, 3790, 3800);
        Assert.Equal(2, invoice.GetProperty("lines").GetProperty("total_count").GetInt32());
    }

    [Fact]
    public async Task Subscription_FewerSeats_AreCreditOnTheNextInvoice()
    {
        var subscription = await SubscribeAsync(await _client.NewCustomerAsync(), "items[0][quantity]", "4");
        await AdvanceAsync(10 * Day);
        await _client.PostAsync($"/v1/subscriptions/{subscription.Id}", "items[0][id]", Text(Item(subscription), "id")!, "items[0][quantity]", "3");

        await AdvanceAsync(25 * Day);
        var next = await _client.GetAsync($"/v1/subscriptions/{subscription.Id}?expand[]=latest_invoice");
        var invoice = next.Json.GetProperty("latest_invoice");
        Assert.Equal(3, invoice.GetProperty("lines").GetProperty("total_count").GetInt32());
        Assert.InRange(invoice.GetProperty("amount_paid").GetInt64(), 3 * 1900 - 1400, 3 * 1900 - 1100);
    }

    [Fact]
    public async Task Subscription_CancelledAtPeriodEnd_EndsThenAndNotBefore()
    {
        var subscription = await SubscribeAsync(await _client.NewCustomerAsync());
        var path = $"/v1/subscriptions/{subscription.Id}";
        Assert.Equal("True", (await _client.PostAsync(path, "cancel_at_period_end", "true"))["cancel_at_period_end"]);
        Assert.Equal("", (await _client.PostAsync(path, "cancel_at_period_end", "false"))["canceled_at"]);
        await _client.PostAsync(path, "cancel_at_period_end", "true");

        await AdvanceAsync(20 * Day);
        Assert.Equal("active", (await _client.GetAsync(path))["status"]);
        await AdvanceAsync(20 * Day);
        Assert.Equal("canceled", (await _client.GetAsync(path))["status"]);
        Assert.Equal(404, (await _client.DeleteAsync(path)).Status);
    }

    [Fact]
    public async Task Subscription_PausedAtTrialEnd_ResumesWithANewPeriod()
    {
        var customer = (await _client.PostAsync("/v1/customers", "email", "ada@example.com")).Id;
        var subscription = await SubscribeAsync(
            customer, "trial_period_days", "3", "trial_settings[end_behavior][missing_payment_method]", "pause");
        Assert.Equal(400, (await _client.PostAsync($"/v1/subscriptions/{subscription.Id}/resume")).Status);

        await AdvanceAsync(4 * Day);
        Assert.Equal("paused", (await _client.GetAsync($"/v1/subscriptions/{subscription.Id}"))["status"]);
        var resumed = await _client.PostAsync($"/v1/subscriptions/{subscription.Id}/resume");
        Assert.Equal("active", resumed["status"]);
        Assert.Equal("paid", (await _client.GetAsync($"/v1/invoices/{resumed["latest_invoice"]}"))["status"]);
    }

    [Fact]
    public async Task Subscription_CancelledNow_IsEndedAndItsCustomerCanBeDeleted()
    {
        var customer = await _client.NewCustomerAsync();
        var first = await SubscribeAsync(customer);
        var second = await SubscribeAsync(customer);
        Assert.Equal("canceled", (await _client.DeleteAsync($"/v1/subscriptions/{first.Id}"))["status"]);

        Assert.Equal("True", (await _client.DeleteAsync($"/v1/customers/{customer}"))["deleted"]);
        Assert.Equal("True", (await _client.GetAsync($"/v1/customers/{customer}"))["deleted"]);
        Assert.Equal("canceled", (await _client.GetAsync($"/v1/subscriptions/{second.Id}"))["status"]);
        Assert.Equal(404, (await _client.PostAsync($"/v1/customers/{customer}", "name", "Ada")).Status);
    }

    [Fact]
    public async Task Checkout_Completed_MakesTheSubscription()
    {
        var (customer, price) = (await _client.NewCustomerAsync(), await _client.NewPriceAsync());
        var session = await _client.PostAsync(
            "/v1/checkout/sessions", "mode", "subscription", "customer", customer, "line_items[0][price]", price, "line_items[0][quantity]", "2",
            "success_url", "https://shop.example/done", "metadata[cart]", "7");
        Assert.Equal(("open", "3800"), (session["status"], session["amount_total"]));
        Assert.Equal(200, (await _client.GetAsync(new Uri(session["url"]).PathAndQuery)).Status);

        await _client.ControlAsync($"checkout/{session.Id}/complete", "{}");
        var completed = await _client.GetAsync($"/v1/checkout/sessions/{session.Id}?expand[]=subscription");
        Assert.Equal(("complete", "paid"), (completed["status"], completed["payment_status"]));
        Assert.Equal("active", Text(completed.Json.GetProperty("subscription"), "status"));
        var portal = await _client.PostAsync("/v1/billing_portal/sessions", "customer", customer, "return_url", "https://shop.example/account");
        Assert.Equal((200, customer, "https://shop.example/account"), (portal.Status, portal["customer"], portal["return_url"]));
    }

    private async Task<Reply> SubscribeAsync(string customer, params string[] fields)
    {
        var price = await _client.NewPriceAsync();
        return await _client.PostAsync("/v1/subscriptions", ["customer", customer, "items[0][price]", price, .. fields]);
    }

    private async Task AdvanceAsync(long seconds) => Assert.Equal(200, (await _client.ControlAsync("clock", $$"""{"advance_seconds":{{seconds}}}""")).Status);

    private static JsonElement Item(Reply subscription) => subscription.Json.GetProperty("items").GetProperty("data")[0];

    private static long PeriodEnd(Reply subscription) => Item(subscription).GetProperty("current_period_end").GetInt64();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
