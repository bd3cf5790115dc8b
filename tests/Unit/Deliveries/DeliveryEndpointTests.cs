using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Signalbox.Deliveries;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Deliveries;

public sealed class DeliveryEndpointTests : IClassFixture<ApiServer>, IDisposable
{
    private readonly ApiServer _server;
    private readonly HttpClient _client;

    public DeliveryEndpointTests(ApiServer server)
    {
        _server = server;
        _client = server.NewClient();
        server.Deliveries.Reset();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task List_PassesOnItsFilters_AndGoesOnAtItsCursor()
    {
        var (status, page) = await SendAsync(
            "GET", "/v1/deliveries?destination=dst_1&tenant=-&status=failed&event=msg_19c60d8f2ac00007&since=2026-01-31T12:00:00Z&until=2026-02-01");

        Assert.Equal((200, FakeDeliveries.View.Id), (status, page.GetProperty("items")[0].GetProperty("id").GetString()));
        var filter = _server.Deliveries.LastFilter!;
        Assert.Equal(("dst_1", "-", "failed", 0x19c60d8f2ac00007), (filter.Destination, filter.Tenant, filter.Status, Assert.Single(filter.Positions!)));
        Assert.Equal((new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)), (filter.Since!.Value, filter.Until!.Value));

        var (_, last) = await SendAsync("GET", $"/v1/deliveries?cursor={page.GetProperty("next_cursor").GetString()}");
        Assert.Equal(FakeDeliveries.Key, _server.Deliveries.LastBefore);
        Assert.False(last.GetProperty("more").GetBoolean());
    }

    [Theory]
    [InlineData("/v1/deliveries?status=discarded", 400)]
    [InlineData("/v1/deliveries?cursor=x", 400)]
    [InlineData("/v1/deliveries?event=evt_unknown", 404)]
    [InlineData("/v1/deliveries/dlv_7", 404)]
    [InlineData("/v1/deliveries/dlv_7_2", 404)]
    [InlineData("/v1/deliveries/dlv_-7_1857203476234240001", 404)]
    [InlineData("/v1/destinations/dst_9/attempts", 404)]
    [InlineData("/v1/destinations/dst_1/attempts?result=x", 400)]
    [InlineData("/v1/destinations/dst_9/health", 404)]
    public async Task Wrong_IsRefused(string path, int status) => Assert.Equal(status, (await SendAsync("GET", path)).Status);

    [Fact]
    public async Task Get_ShowsAttemptsWithTheirAnswers()
    {
        var (status, found) = await SendAsync("GET", $"/v1/deliveries/{FakeDeliveries.Key}");
        Assert.Equal((200, "dead", "no"), (status, found.GetProperty("delivery").GetProperty("status").GetString(), found.GetProperty("attempts")[0].GetProperty("response").GetString()));
    }

    [Theory]
    [InlineData("retry", "retrying")]
    [InlineData("discard", "discarded")]
    public async Task Change_AnswersWithTheDelivery_OrSaysWhyNot(string verb, string after)
    {
        var (status, delivery) = await SendAsync("POST", $"/v1/deliveries/{FakeDeliveries.Key}/{verb}");
        Assert.Equal((200, after), (status, delivery.GetProperty("status").GetString()));

        _server.Deliveries.Outcome = DeliveryOutcomeKind.WrongState;
        var (refused, problem) = await SendAsync("POST", $"/v1/deliveries/{FakeDeliveries.Key}/{verb}");
        Assert.Equal((409, "delivery_state"), (refused, problem.GetProperty("code").GetString()));
        Assert.Contains("dead", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await SendAsync("POST", $"/v1/deliveries/dlv_1_1/{verb}")).Status);
    }

    [Fact]
    public async Task Attempts_GoOnAtTheirCursor()
    {
        var (_, page) = await SendAsync("GET", "/v1/destinations/dst_1/attempts?result=status");
        var (status, _) = await SendAsync("GET", $"/v1/destinations/dst_1/attempts?result=status&cursor={page.GetProperty("next_cursor").GetString()}");

        Assert.Equal(200, status);
        Assert.Equal(("status", new AttemptKey(FakeDeliveries.Key.Seq, 8)), _server.Deliveries.LastAttempts);
    }

    [Fact]
    public async Task Health_KeepsTheWordsOfResults()
    {
        var (_, health) = await SendAsync("GET", "/v1/destinations/dst_1/health");
        Assert.Equal((0.25, 3), (health.GetProperty("success_rate").GetDouble(), health.GetProperty("results").GetProperty("address_refused").GetInt32()));
    }

    [Fact]
    public async Task Recover_NeedsATime()
    {
        var (status, report) = await SendAsync("POST", "/v1/destinations/dst_1/recover", """{"since": "2026-01-31T12:00:00Z"}""");
        Assert.Equal((200, 3), (status, report.GetProperty("recovered").GetInt32()));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), _server.Deliveries.LastSince);
        Assert.Equal(400, (await SendAsync("POST", "/v1/destinations/dst_1/recover", "{}")).Status);
        Assert.Equal(404, (await SendAsync("POST", "/v1/destinations/dst_9/recover", """{"since": "2026-01-31"}""")).Status);
    }

    [Fact]
    public async Task Resend_GoesOnAtItsCursor_AndChecksItsRange()
    {
        const string Range = "\"from\": \"2026-01-31\", \"to\": \"2026-02-01\", \"types\": [\"invoice.*\"]";
        var (status, first) = await SendAsync("POST", "/v1/destinations/dst_1/resend", $"{{{Range}}}");
        Assert.Equal((200, 2, 5, true), (status, first.GetProperty("resent").GetInt32(), first.GetProperty("looked").GetInt32(), first.GetProperty("more").GetBoolean()));
        Assert.Equal(["invoice.*"], _server.Deliveries.LastRange!.Types);

        var (_, last) = await SendAsync("POST", "/v1/destinations/dst_1/resend", $"{{{Range}, \"cursor\": \"{first.GetProperty("next_cursor").GetString()}\"}}");
        Assert.Equal((42L, JsonValueKind.Null), (_server.Deliveries.LastRange!.After!.Value, last.GetProperty("next_cursor").ValueKind));

        var (refused, problem) = await SendAsync("POST", "/v1/destinations/dst_1/resend", """{"from": "2026-02-01", "to": "2026-01-31", "types": ["a b"], "cursor": "x"}""");
        Assert.Equal(400, refused);
        Assert.Equal(["cursor", "to", "types"], problem.GetProperty("errors").EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(2, 404, "unknown_destination")]
    [InlineData(3, 409, "destination_disabled")]
    public async Task Resend_OrTest_OfWhatCannotBe_SaysWhy(int outcome, int status, string code)
    {
        (_server.Deliveries.Resending, _server.Deliveries.Testing) = ((ResendOutcome)outcome, (TestOutcome)outcome);
        var (resend, why) = await SendAsync("POST", "/v1/destinations/dst_1/resend", """{"from": "2026-01-31", "to": "2026-02-01"}""");
        var (test, alike) = await SendAsync("POST", "/v1/destinations/dst_1/test");
        Assert.Equal((status, status, code, code), (resend, test, why.GetProperty("code").GetString(), alike.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Test_IsAccepted_OrNotTaken()
    {
        var (status, sent) = await SendAsync("POST", "/v1/destinations/dst_1/test");
        Assert.Equal((202, "destination.test:1"), (status, sent.GetProperty("event").GetString()));
        _server.Deliveries.Testing = TestOutcome.Unavailable;
        Assert.Equal(503, (await SendAsync("POST", "/v1/destinations/dst_1/test")).Status);
    }

    [Fact]
    public void Ids_AreReadAsTheyAreWritten()
    {
        Assert.True(DeliveryKey.TryParse(DeliveryNames.DeliveryId(7, long.MaxValue), out var key));
        Assert.Equal((new DeliveryKey(7, long.MaxValue), DeliveryNames.DeliveryId(7, long.MaxValue)), (key, key.ToString()));
        Assert.True(DeliveryKey.TryParseMessage(DeliveryNames.MessageId(123_456_789_012), out var position));
        Assert.Equal(123_456_789_012, position);
        Assert.False(DeliveryKey.TryParseMessage("msg_ffffffffffffffff", out _));
        Assert.Equal(Enum.GetValues<AttemptResult>().Select(DeliveryNames.Of), DeliveryStatusNames.Results);
    }

    private async Task<(int Status, JsonElement Answer)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
