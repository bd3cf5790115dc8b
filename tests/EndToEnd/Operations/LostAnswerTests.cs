using System.Net;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;

namespace Signalbox.Tests.EndToEnd.Operations;

/// <summary>What follows a request whose answer was lost says nothing about it, unless the provider repeats the answer.</summary>
public sealed class LostAnswerTests
{
    // The sandbox knows keys by how they begin.
    private const string RefusedKey = "rk_test_not_a_real_key";

    [Fact]
    public async Task Payment_ChargedAndThenRepeatedWithAKeyThatStripeRefuses_IsNotCalledFailed()
    {
        await using var till = await Till.OpenAsync();
        await till.Stripe.ControlAsync("faults", """{"kind":"hang","path":"/v1/payment_intents","after_effect":true,"count":1}""");
        using var unknown = await till.PayAsync("order-1");

        await till.RestartAsync(("Accounts__stripe__ApiKey", RefusedKey));
        var refused = await Patiently.ReadAsync(
            "The attempt that Stripe refuses", () => till.OperationAsync(unknown), static o => o.GetProperty("error").ToString().Contains("Authentication", StringComparison.Ordinal));
        await till.RestartAsync();
        var settled = await Patiently.ReadAsync("The operation", () => till.OperationAsync(unknown), static o => o.GetProperty("state").GetString() != "running");

        Assert.Equal(HttpStatusCode.Accepted, unknown.StatusCode);
        Assert.Equal("running", refused.GetProperty("state").GetString());
        Assert.Equal("succeeded", settled.GetProperty("state").GetString());
        Assert.Equal([1], (await till.ChargesByOperationAsync()).Values);
    }

    [Fact]
    public async Task Payment_RefusedForTheApiKeyTheFirstTime_LeavesItsKeyFree()
    {
        await using var till = await Till.OpenAsync(("Accounts__stripe__ApiKey", RefusedKey));
        using var refused = await till.PayAsync("order-1");
        await till.RestartAsync();
        using var paid = await till.PayAsync("order-1");

        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Equal("provider_authentication", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal([1], (await till.ChargesByOperationAsync()).Values);
    }

    [Fact]
    public async Task SubscriptionChange_RepeatedAfterAnItemWasAdded_IsTheSameRequest()
    {
        await using var till = await Till.OpenAsync(("Operations__FirstWait", "00:00:03"));
        var (id, _) = await SubscribeAsync(till);
        await till.Stripe.ControlAsync("faults", """{"kind":"hang","path":"/v1/subscriptions/*","method":"POST","after_effect":true,"count":1}""");

        using var unknown = await till.SendAsync(HttpMethod.Patch, $"/v1/subscriptions/{id}", """{"quantity":5}""", "change-1");
        Assert.Equal(200, (await till.Stripe.PostAsync($"/v1/subscriptions/{id}", "items[0][price]", await till.Stripe.NewPriceAsync())).Status);
        var settled = await Patiently.ReadAsync("The operation", () => till.OperationAsync(unknown), static o => o.GetProperty("state").GetString() != "running");

        Assert.Equal(HttpStatusCode.Accepted, unknown.StatusCode);
        Assert.Equal("succeeded", settled.GetProperty("state").GetString());

        // The answer is the first one, in which there was one item: the object is read, once the outcome is recorded, and the row has both.
        await Patiently.ReadAsync(
            "The subscription's row", () => till.RowAsync("subscriptions", id), static row => row.GetProperty("raw").GetProperty("items").GetProperty("data").GetArrayLength() == 2);
    }

    [Fact]
    public async Task SubscriptionChange_WhoseRowIsReadUnderWay_IsInTheRowWhenItIsAnswered()
    {
        await using var till = await Till.OpenAsync(("Operations__CallTimeout", "00:00:10"), ("Operations__Lease", "00:00:30"), ("Gaps__Enabled", "false"));
        var (id, _) = await SubscribeAsync(till);
        await till.Stripe.ControlAsync("faults", """{"kind":"latency","latency_ms":3000,"path":"/v1/subscriptions/*","method":"POST","count":1}""");

        var changing = till.SendAsync(HttpMethod.Patch, $"/v1/subscriptions/{id}", """{"quantity":5}""", "change-1");
        while (!changing.IsCompleted)
        {
            await till.RefreshAsync($"stripe/subscription/{id}");
        }

        using var changed = await changing;
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(5, (await till.RowAsync("subscriptions", id)).GetProperty("quantity").GetInt64());
    }

    [Fact]
    public async Task Payment_OfAnAccountThatDoesNotExist_IsNotFound()
    {
        await using var till = await Till.OpenAsync();

        Assert.Equal((404, "unknown_account"), await till.FailAsync("/v1/payments?account=nope", """{"amount":1000,"currency":"eur"}"""));
    }

    private static async Task<(string Id, string Price)> SubscribeAsync(Till till)
    {
        var customer = (await till.DoAsync("/v1/customers", """{"payment_method":"pm_card_visa"}""")).GetProperty("id").GetString();
        var price = await till.Stripe.NewPriceAsync();
        var subscription = await till.DoAsync("/v1/subscriptions", $$"""{"customer":"{{customer}}","items":[{"price":"{{price}}","quantity":3}]}""");
        return (subscription.GetProperty("id").GetString()!, price);
    }
}
