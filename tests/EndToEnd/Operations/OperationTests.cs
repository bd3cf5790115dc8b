using System.Net;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;

namespace Signalbox.Tests.EndToEnd.Operations;

/// <summary>Payments that the product asks for, against a sandbox that keeps the truth.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task Payment_SentAgain_IsAnsweredAlikeAndChargedOnce()
    {
        await using var till = await Till.OpenAsync();

        using var first = await till.PayAsync("order-1");
        using var again = await till.PayAsync("order-1");
        using var other = await till.PayAsync("order-1", amount: 2_000);
        using var keyless = await till.PostAsync("/v1/payments", """{"amount":1000,"currency":"eur"}""", key: null);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var body = await first.Content.ReadAsStringAsync();
        Assert.Equal("succeeded", JsonDocument.Parse(body).RootElement.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(body, await again.Content.ReadAsStringAsync());
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (other.StatusCode, await CodeAsync(other)));
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_missing"), (keyless.StatusCode, await CodeAsync(keyless)));
        Assert.Equal([1], (await till.ChargesByOperationAsync()).Values);
        Assert.Equal("succeeded", (await till.OperationAsync(first)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Payment_ThenRefund_OfACustomer()
    {
        await using var till = await Till.OpenAsync();

        using var customer = await till.PostAsync("/v1/customers", """{"email":"ada@example.com","payment_method":"pm_card_visa","metadata":{"userId":"u_1"}}""", "customer-1");
        using var payment = await till.PayAsync("order-1");
        var paid = JsonDocument.Parse(await payment.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        using var refund = await till.PostAsync("/v1/refunds", $$"""{"payment_intent":"{{paid}}","amount":400}""", "refund-1");
        using var tooMuch = await till.PostAsync("/v1/refunds", $$"""{"payment_intent":"{{paid}}","amount":40000}""", "refund-2");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity], [customer.StatusCode, payment.StatusCode, refund.StatusCode, tooMuch.StatusCode]);
        Assert.Equal("u_1", JsonDocument.Parse(await customer.Content.ReadAsStringAsync()).RootElement.GetProperty("metadata").GetProperty("userId").GetString());
        var charge = (await till.Stripe.TruthAsync()).GetProperty("charges").EnumerateArray().Single();
        Assert.Equal(400, charge.GetProperty("amount_refunded").GetInt64());
    }

    [Fact]
    public async Task Payment_Declined_IsAnOutcomeLikeAnyOther()
    {
        await using var till = await Till.OpenAsync();

        using var first = await till.PayAsync("order-1", "pm_card_chargeDeclinedInsufficientFunds");
        using var again = await till.PayAsync("order-1", "pm_card_chargeDeclinedInsufficientFunds");

        var body = await first.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.PaymentRequired, "declined"), (first.StatusCode, JsonDocument.Parse(body).RootElement.GetProperty("code").GetString()));
        Assert.Equal("insufficient_funds", JsonDocument.Parse(body).RootElement.GetProperty("decline_code").GetString());
        Assert.Equal(body, await again.Content.ReadAsStringAsync());
        Assert.Equal("failed", (await till.OperationAsync(first)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{"kind":"reset","path":"/v1/payment_intents","after_effect":true,"count":6}""")]
    [InlineData("""{"kind":"malformed","path":"/v1/payment_intents","after_effect":true,"count":1}""")]
    [InlineData("""{"kind":"hang","path":"/v1/payment_intents","after_effect":true,"count":1}""")]
    [InlineData("""{"kind":"error","status":503,"path":"/v1/payment_intents","count":2}""")]
    [InlineData("""{"kind":"rate_limit","retry_after_seconds":1,"path":"/v1/payment_intents","count":1}""")]
    public async Task Payment_WhoseAnswerIsLost_GoesOnByItselfAndIsChargedOnce(string fault)
    {
        await using var till = await Till.OpenAsync();
        Assert.Equal(201, (await till.Stripe.ControlAsync("faults", fault)).Status);

        using var unknown = await till.PayAsync("order-1");
        var settled = await Patiently.ReadAsync(
            "The operation", () => till.OperationAsync(unknown), static o => o.GetProperty("state").GetString() != "running");
        using var again = await till.PayAsync("order-1");

        Assert.Contains(unknown.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Accepted });
        Assert.Equal("succeeded", settled.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal([1], (await till.ChargesByOperationAsync()).Values);
    }

    [Fact]
    public async Task Prefer_OnAKeyThatIsRunning_WaitsAsLongAsItSaysAndNoLonger()
    {
        // Nobody carries out what is asked for without waiting.
        await using var till = await Till.OpenAsync(("Operations__SettleInterval", "00:10:00"));

        using var accepted = await till.PayAsync("order-1", prefer: "respond-async");
        using var again = await till.PayAsync("order-1");
        using var patient = await till.PayAsync("order-1", prefer: "wait=1");
        using var asyncAndPatient = await till.PayAsync("order-2", prefer: "respond-async, wait=1");

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, "operation_running"), (again.StatusCode, await CodeAsync(again)));
        Assert.Equal((HttpStatusCode.Conflict, "operation_running"), (patient.StatusCode, await CodeAsync(patient)));
        Assert.Equal(HttpStatusCode.Accepted, asyncAndPatient.StatusCode);
        Assert.Empty(await till.ChargesByOperationAsync());
    }

    [Fact]
    public async Task Prefer_WaitForWhatIsRunning_IsAnsweredWithItsOutcome()
    {
        await using var till = await Till.OpenAsync();
        await till.Stripe.ControlAsync("faults", """{"kind":"latency","latency_ms":700,"path":"/v1/payment_intents","count":2}""");

        using var accepted = await till.PayAsync("order-1", prefer: "respond-async");
        using var patient = await till.PayAsync("order-1", prefer: "wait=60");
        using var asyncAndPatient = await till.PayAsync("order-2", prefer: "respond-async, wait=60");

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.OK], [accepted.StatusCode, patient.StatusCode, asyncAndPatient.StatusCode]);
        Assert.Equal("true", patient.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal("succeeded", JsonDocument.Parse(await asyncAndPatient.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString());
        Assert.Equal([1, 1], (await till.ChargesByOperationAsync()).Values);
    }

    [Fact]
    public async Task Payment_InAProcessWithoutGrains_IsRecordedForThoseThatHaveThem()
    {
        await using var till = await Till.OpenAsync(("Roles", "api"));

        using var accepted = await till.PayAsync("order-1");
        using var again = await till.PayAsync("order-1");

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("running", (await till.OperationAsync(accepted)).GetProperty("state").GetString());
        Assert.Equal((HttpStatusCode.Conflict, "operation_running"), (again.StatusCode, await CodeAsync(again)));
        Assert.Empty(await till.ChargesByOperationAsync());
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString();
}
