using System.Text.Json;

namespace Signalbox.Tests.EndToEnd.Operations;

/// <summary>Each command against the sandbox, once as it should go and once as it fails; and that its answer can be read at once.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Customer_IsReadAtOnce_AndTheWebhookThatFollowsChangesNothing()
    {
        await using var till = await Till.OpenAsync();

        var id = Id(await till.DoAsync("/v1/customers", """{"email":"ada@example.com","name":"Ada","metadata":{"user_id":"u_1"}}"""));
        var atOnce = await till.RowAsync("customers", id);
        await till.LetWebhooksThroughAsync();
        var later = await till.RowAsync("customers", id);

        Assert.Equal(("ada@example.com", "Ada", false), (Text(atOnce, "email"), Text(atOnce, "name"), atOnce.GetProperty("provisional").GetBoolean()));
        Assert.Equal(atOnce.ToString(), later.ToString());
        Assert.Equal((422, "provider_refused"), await till.FailAsync("/v1/customers", """{"payment_method":"pm_nobody_has"}"""));
    }

    [Fact]
    public async Task Payments_ConfirmedCapturedCanceledRefunded_AreReadAtOnce()
    {
        await using var till = await Till.OpenAsync();
        var customer = Id(await till.DoAsync("/v1/customers", """{"payment_method":"pm_card_visa"}"""));
        var draft = $$"""{"amount":1000,"currency":"eur","customer":"{{customer}}","payment_method":"pm_card_visa","capture_method":"manual"}""";

        var id = Id(await till.DoAsync("/v1/payments", draft));
        Assert.Equal(("requires_confirmation", customer), await RowAsync());
        await till.DoAsync($"/v1/payments/{id}/confirm", "");
        Assert.Equal(("requires_capture", customer), await RowAsync());
        await till.DoAsync($"/v1/payments/{id}/capture", """{"amount_to_capture":900}""");
        Assert.Equal(("succeeded", customer), await RowAsync());
        Assert.Equal(900, (await till.DoAsync("/v1/refunds", $$"""{"payment_intent":"{{id}}"}""")).GetProperty("amount").GetInt64());

        var other = Id(await till.DoAsync("/v1/payments", draft));
        Assert.Equal("canceled", Text(await till.DoAsync($"/v1/payments/{other}/cancel", """{"cancellation_reason":"abandoned"}"""), "status"));
        Assert.Equal("canceled", Text(await till.RowAsync("payments", other), "status"));

        Assert.Equal((404, "unknown_at_provider"), await till.FailAsync("/v1/payments/pi_nobody/confirm", "{}"));
        Assert.Equal((422, "provider_refused"), await till.FailAsync($"/v1/payments/{other}/confirm", """{"payment_method":"pm_card_visa"}"""));
        Assert.Equal((422, "provider_refused"), await till.FailAsync($"/v1/payments/{id}/capture", "{}"));
        Assert.Equal((422, "provider_refused"), await till.FailAsync($"/v1/payments/{id}/cancel", "{}"));
        Assert.Equal((422, "provider_refused"), await till.FailAsync("/v1/refunds", $$"""{"payment_intent":"{{id}}"}"""));
        Assert.Equal((400, "invalid_parameters"), await till.FailAsync($"/v1/payments/{id}/capture", """{"amount_to_capture":-1}"""));

        // Of all this nothing depended on webhooks, and nothing is changed by them.
        var before = await till.RowAsync("payments", id);
        await till.LetWebhooksThroughAsync();
        Assert.Equal((Text(before, "status"), Text(before, "raw")), (Text(await till.RowAsync("payments", id), "status"), Text(await till.RowAsync("payments", id), "raw")));

        async Task<(string?, string?)> RowAsync() => (Text(await till.RowAsync("payments", id), "status"), Text(await till.RowAsync("payments", id), "customer_id"));
    }

    [Fact]
    public async Task Subscriptions_CreatedChangedEnded_AreReadAtOnce()
    {
        await using var till = await Till.OpenAsync();
        var customer = Id(await till.DoAsync("/v1/customers", """{"payment_method":"pm_card_visa"}"""));
        var (basic, pro) = (await till.Stripe.NewPriceAsync(), await till.Stripe.NewPriceAsync(4_900));

        var id = Id(await till.DoAsync("/v1/subscriptions", $$"""{"customer":"{{customer}}","items":[{"price":"{{basic}}","quantity":2}]}"""));
        var path = $"/v1/subscriptions/{id}";
        Assert.Equal(("active", basic, 2), await RowAsync());
        await till.DoAsync(path, $$"""{"price":"{{pro}}","quantity":3,"proration_behavior":"none"}""", HttpMethod.Patch);
        Assert.Equal(("active", pro, 3), await RowAsync());
        Assert.True((await till.DoAsync($"{path}/cancel", """{"at_period_end":true}""")).GetProperty("cancel_at_period_end").GetBoolean());
        Assert.True((await till.RowAsync("subscriptions", id)).GetProperty("cancel_at_period_end").GetBoolean());
        Assert.False((await till.DoAsync(path, """{"cancel_at_period_end":false}""", HttpMethod.Patch)).GetProperty("cancel_at_period_end").GetBoolean());

        Assert.Equal((422, "provider_refused"), await till.FailAsync("/v1/subscriptions", $$"""{"customer":"{{customer}}","items":[{"price":"price_nobody"}]}"""));
        Assert.Equal((404, "unknown_at_provider"), await till.FailAsync("/v1/subscriptions/sub_nobody", """{"quantity":1}""", HttpMethod.Patch));
        Assert.Equal((422, "provider_refused"), await till.FailAsync($"{path}/resume", ""));
        Assert.Equal((400, "invalid_parameters"), await till.FailAsync(path, """{"quantity":1.5}""", HttpMethod.Patch));

        await till.DoAsync($"{path}/cancel", "");
        Assert.Equal(("canceled", pro, 3), await RowAsync());
        Assert.Equal((404, "unknown_at_provider"), await till.FailAsync($"{path}/cancel", "{}"));

        async Task<(string?, string?, long)> RowAsync()
        {
            var row = await till.RowAsync("subscriptions", id);
            return (Text(row, "status"), Text(row, "price_id"), row.GetProperty("quantity").GetInt64());
        }
    }

    [Fact]
    public async Task Subscription_OfSeveralItems_WantsToHearWhichOneToChange()
    {
        await using var till = await Till.OpenAsync();
        var customer = Id(await till.DoAsync("/v1/customers", """{"payment_method":"pm_card_visa"}"""));
        var (one, two) = (await till.Stripe.NewPriceAsync(), await till.Stripe.NewPriceAsync());
        var subscription = await till.DoAsync("/v1/subscriptions", $$"""{"customer":"{{customer}}","items":[{"price":"{{one}}"},{"price":"{{two}}"}]}""");
        var item = Id(subscription.GetProperty("items").GetProperty("data")[1]);

        Assert.Equal((422, "provider_refused"), await till.FailAsync($"/v1/subscriptions/{Id(subscription)}", """{"quantity":7}""", HttpMethod.Patch));
        var changed = await till.DoAsync($"/v1/subscriptions/{Id(subscription)}", $$"""{"item":"{{item}}","quantity":7}""", HttpMethod.Patch);

        Assert.Equal([1, 7], changed.GetProperty("items").GetProperty("data").EnumerateArray().Select(static i => i.GetProperty("quantity").GetInt64()));
    }

    [Fact]
    public async Task Subscription_Paused_IsResumed()
    {
        await using var till = await Till.OpenAsync();
        var customer = Id(await till.DoAsync("/v1/customers", "{}"));
        var price = await till.Stripe.NewPriceAsync();
        var id = Id(await till.DoAsync(
            "/v1/subscriptions", $$"""{"customer":"{{customer}}","items":[{"price":"{{price}}"}],"trial_period_days":3,"trial_end_without_payment_method":"pause"}"""));
        await till.Stripe.ControlAsync("clock", """{"advance_seconds":345600}""");

        Assert.Equal("active", Text(await till.DoAsync($"/v1/subscriptions/{id}/resume", ""), "status"));
        Assert.Equal("active", Text(await till.RowAsync("subscriptions", id), "status"));
    }

    [Fact]
    public async Task SubscriptionCancel_WhoseAnswerIsLost_IsNotTakenForARefusal()
    {
        await using var till = await Till.OpenAsync();
        var customer = Id(await till.DoAsync("/v1/customers", """{"payment_method":"pm_card_visa"}"""));
        var id = Id(await till.DoAsync("/v1/subscriptions", $$"""{"customer":"{{customer}}","items":[{"price":"{{await till.Stripe.NewPriceAsync()}}"}]}"""));
        await till.Stripe.ControlAsync("faults", """{"kind":"reset","method":"DELETE","after_effect":true,"count":1}""");

        using var answer = await till.PostAsync($"/v1/subscriptions/{id}/cancel", "{}", "end-1", "wait=60");

        Assert.Equal("canceled", Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync()), "status"));
        Assert.Equal("canceled", Text(await till.RowAsync("subscriptions", id), "status"));
    }

    [Fact]
    public async Task Sessions_OfACustomer()
    {
        await using var till = await Till.OpenAsync();
        var customer = Id(await till.DoAsync("/v1/customers", """{"payment_method":"pm_card_visa"}"""));
        var price = await till.Stripe.NewPriceAsync();
        var checkout = $$"""{"mode":"subscription","customer":"{{customer}}","line_items":[{"price":"{{price}}","quantity":1}],"success_url":"https://shop.example.com/paid"}""";

        var session = await till.DoAsync("/v1/checkout-sessions", checkout);
        var portal = await till.DoAsync("/v1/portal-sessions", $$"""{"customer":"{{customer}}","return_url":"https://shop.example.com"}""");

        Assert.StartsWith("http", Text(session, "url"), StringComparison.Ordinal);
        Assert.StartsWith("http", Text(portal, "url"), StringComparison.Ordinal);
        Assert.Equal(("open", customer), (Text(await till.RowAsync("checkout-sessions", Id(session)), "status"), Text(await till.RowAsync("checkout-sessions", Id(session)), "customer_id")));
        Assert.Equal((422, "provider_refused"), await till.FailAsync("/v1/checkout-sessions", checkout.Replace(price, "price_nobody", StringComparison.Ordinal)));
        Assert.Equal((422, "provider_refused"), await till.FailAsync("/v1/portal-sessions", """{"customer":"cus_nobody"}"""));
        Assert.Equal((400, "invalid_parameters"), await till.FailAsync("/v1/portal-sessions", """{"customer":7}"""));
    }

    private static string Id(JsonElement json) => Text(json, "id")!;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).ToString();
}
