using System.Text.Json;
using Signalbox.Sandbox;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Payments as a caller sees them, and as the ground truth has them.</summary>
public sealed class SandboxPaymentTests : IAsyncLifetime
{
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
    public async Task Payment_CreatedConfirmedRefunded_IsWhatTheTruthSays()
    {
        var customer = await _client.NewCustomerAsync();
        var created = await _client.PostAsync(
            "/v1/payment_intents", "amount", "2500", "currency", "EUR", "customer", customer, "description", "An order & more", "metadata[order]", "o-1");
        Assert.Equal((200, "requires_payment_method", "eur", "An order & more"), (created.Status, created["status"], created["currency"], created["description"]));
        Assert.Equal("o-1", created.Json.GetProperty("metadata").GetProperty("order").GetString());
        Assert.StartsWith("req_", Assert.Single(created.Headers.GetValues("Request-Id")), StringComparison.Ordinal);

        var path = $"/v1/payment_intents/{created.Id}";
        Assert.Equal("succeeded", (await _client.PostAsync($"{path}/confirm", "payment_method", "pm_card_visa"))["status"]);
        Assert.Equal("requested_by_customer", (await _client.PostAsync("/v1/refunds", "payment_intent", created.Id, "amount", "500", "reason", "requested_by_customer"))["reason"]);
        var rest = await _client.PostAsync("/v1/refunds", "payment_intent", created.Id);
        Assert.Equal(("2000", "succeeded"), (rest["amount"], rest["status"]));
        Assert.Equal(rest.Body, (await _client.GetAsync($"/v1/refunds/{rest.Id}")).Body);
        var tooMuch = await _client.PostAsync("/v1/refunds", "payment_intent", created.Id);
        Assert.Equal((400, "charge_already_refunded"), (tooMuch.Status, tooMuch.Error.GetProperty("code").GetString()));

        var truth = await _client.TruthAsync();
        var payment = truth.GetProperty("objects").EnumerateArray().Single(one => one.GetProperty("id").GetString() == created.Id).GetProperty("columns");
        Assert.Equal(("succeeded", "2500", "2500"), (Text(payment, "status"), Text(payment, "amount_received"), Text(payment, "amount_refunded")));
        Assert.Equal((await _client.GetAsync(path))["latest_charge"], Text(Assert.Single(truth.GetProperty("charges").EnumerateArray()), "id"));
    }

    [Theory]
    [InlineData("pm_card_chargeDeclined", "generic_decline")]
    [InlineData("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds")]
    public async Task Payment_CardThatDeclines_IsA402AndCanBePaidWithAnother(string card, string declineCode)
    {
        var declined = await _client.PayAsync(card: card);

        Assert.Equal((402, "card_error", "card_declined", declineCode), (
            declined.Status, Text(declined.Error, "type"), Text(declined.Error, "code"), Text(declined.Error, "decline_code")));
        var payment = declined.Error.GetProperty("payment_intent");
        Assert.Equal("requires_payment_method", Text(payment, "status"));
        var paid = await _client.PostAsync($"/v1/payment_intents/{Text(payment, "id")}/confirm", "payment_method", "pm_card_visa");
        Assert.Equal("succeeded", paid["status"]);
        Assert.Equal(["failed", "succeeded"], (await _client.TruthAsync()).GetProperty("charges").EnumerateArray().Select(one => Text(one, "status")));
    }

    [Fact]
    public async Task Payment_AuthenticationRequired_SucceedsWhenConfirmedAgain()
    {
        var waiting = await _client.PayAsync(card: "pm_card_authenticationRequired");

        Assert.Equal((200, "requires_action"), (waiting.Status, waiting["status"]));
        Assert.Empty((await _client.TruthAsync()).GetProperty("charges").EnumerateArray());
        Assert.Equal("succeeded", (await _client.PostAsync($"/v1/payment_intents/{waiting.Id}/confirm"))["status"]);
    }

    [Fact]
    public async Task Payment_ManualCapture_TakesWhatIsCaptured()
    {
        var reserved = await _client.PostAsync(
            "/v1/payment_intents", "amount", "9000", "currency", "eur", "payment_method", "pm_card_visa", "confirm", "true", "capture_method", "manual");
        Assert.Equal(("requires_capture", "9000"), (reserved["status"], reserved["amount_capturable"]));
        Assert.Equal(400, (await _client.PostAsync($"/v1/payment_intents/{reserved.Id}/capture", "amount_to_capture", "9001")).Status);

        var captured = await _client.PostAsync($"/v1/payment_intents/{reserved.Id}/capture", "amount_to_capture", "7000");
        Assert.Equal(("succeeded", "7000", "0"), (captured["status"], captured["amount_received"], captured["amount_capturable"]));
        var again = await _client.PostAsync($"/v1/payment_intents/{reserved.Id}/capture");
        Assert.Equal((400, "payment_intent_unexpected_state"), (again.Status, Text(again.Error, "code")));
        Assert.Equal("7000", (await _client.PostAsync("/v1/refunds", "payment_intent", reserved.Id))["amount"]);
    }

    [Fact]
    public async Task Payment_CancelledWhileReserved_LetsTheMoneyGo()
    {
        var reserved = await _client.PostAsync(
            "/v1/payment_intents", "amount", "9000", "currency", "eur", "payment_method", "pm_card_visa", "confirm", "true", "capture_method", "manual");

        var cancelled = await _client.PostAsync($"/v1/payment_intents/{reserved.Id}/cancel", "cancellation_reason", "duplicate");
        Assert.Equal(("canceled", "duplicate", "0"), (cancelled["status"], cancelled["cancellation_reason"], cancelled["amount_received"]));
        var charge = Assert.Single((await _client.TruthAsync()).GetProperty("charges").EnumerateArray());
        Assert.Equal((false, 9000), (charge.GetProperty("captured").GetBoolean(), charge.GetProperty("amount_refunded").GetInt64()));
        Assert.Equal(400, (await _client.PostAsync($"/v1/payment_intents/{reserved.Id}/cancel")).Status);
    }

    [Theory]
    [InlineData("amount", "12.5", "parameter_invalid_integer")]
    [InlineData("amount", "", "parameter_missing")]
    [InlineData("amount", "49", "amount_too_small")]
    [InlineData("customer", "cus_nobody", "resource_missing")]
    [InlineData("payment_method", "pm_nothing", "resource_missing")]
    [InlineData("no_such_parameter", "1", "parameter_unknown")]
    public async Task Payment_WrongParameter_IsNamedAndNothingHappens(string name, string value, string code)
    {
        var refused = name == "amount"
            ? await _client.PostAsync("/v1/payment_intents", "amount", value, "currency", "eur")
            : await _client.PostAsync("/v1/payment_intents", "amount", "1000", "currency", "eur", name, value);

        Assert.Equal((400, "invalid_request_error", code, name), (
            refused.Status, Text(refused.Error, "type"), Text(refused.Error, "code"), Text(refused.Error, "param")));
        Assert.Empty((await _client.TruthAsync()).GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task Key_NotATestKey_Is401AndNotQuoted()
    {
        using var stranger = new SandboxClient(_server, "sk_live_not_a_real_key");

        var refused = await stranger.GetAsync("/v1/customers");
        Assert.Equal((401, "invalid_request_error"), (refused.Status, Text(refused.Error, "type")));
        Assert.DoesNotContain("not_a_real_key", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_SameCalls_GiveTheSameIds()
    {
        await using var other = await SandboxServer.StartAsync(new SandboxOptions { Seed = 1 });
        await using var different = await SandboxServer.StartAsync(new SandboxOptions { Seed = 2 });
        using var otherClient = new SandboxClient(other);
        using var differentClient = new SandboxClient(different);
        var id = (await _client.PayAsync()).Id;

        Assert.Equal(id, (await otherClient.PayAsync()).Id);
        Assert.NotEqual(id, (await differentClient.PayAsync()).Id);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
