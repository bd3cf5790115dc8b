using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Signalbox.Journal;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Publishing;

public sealed class PublishEndpointTests : IClassFixture<ApiServer>, IDisposable
{
    private readonly ApiServer _server;
    private readonly HttpClient _client;

    public PublishEndpointTests(ApiServer server)
    {
        _server = server;
        _client = server.NewClient();
        server.Stores.Reset();
        server.EventTypes.Types.Clear();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Publish_KeepsTheBytesOfData()
    {
        var (status, receipt) = await SendAsync("POST", "/v1/events", """{"id": "o-1", "type": "order.shipped", "stream": "order/1", "tenant": "acme", "data": { "n":1.50,  "t":"\u00e4" }, "occurred_at": "2026-01-31T12:00:00Z"}""");

        Assert.Equal((201, "o-1", "appended"), (status, receipt.GetProperty("id").GetString(), receipt.GetProperty("status").GetString()));
        var appended = Assert.Single(_server.Stores.Appended);
        Assert.Equal(("product", "o-1", "order.shipped", "product/events/acme/order/1", 1769860800L), (appended.Account, appended.EventId, appended.Type, appended.Stream, appended.OccurredAt));
        Assert.Equal("""{"type":"order.shipped","timestamp":"2026-01-31T12:00:00Z","data":{ "n":1.50,  "t":"\u00e4" }}""", Encoding.UTF8.GetString(appended.Payload.Span));
    }

    [Fact]
    public async Task Publish_WithoutIdAndStream_GetsAnIdThatIsItsStream()
    {
        var (_, receipt) = await SendAsync("POST", "/v1/events", """{"type": "t", "data": null}""");

        var id = receipt.GetProperty("id").GetString()!;
        Assert.Equal((28, $"product/events/-/{id}"), (id.Length, receipt.GetProperty("stream").GetString()));
    }

    [Fact]
    public async Task Publish_TheKeyIsTheId_AndWhatWasThereIsADuplicate()
    {
        _server.Stores.AppendOutcomeOf = static _ => AppendOutcome.Duplicate;
        var (status, receipt) = await SendAsync("POST", "/v1/events", """{"type": "t", "data": 1}""", key: "order-7");
        Assert.Equal((200, "order-7", "duplicate"), (status, receipt.GetProperty("id").GetString(), receipt.GetProperty("status").GetString()));
        Assert.Equal(400, (await SendAsync("POST", "/v1/events", """{"id": "other", "type": "t", "data": 1}""", key: "order-7")).Status);
    }

    [Fact]
    public async Task Publish_ABatch_AnswersForEach_InTheOrderSent()
    {
        _server.Stores.AppendOutcomeOf = static e => e.EventId == "b-1" ? AppendOutcome.Duplicate : AppendOutcome.Appended;
        var (status, answer) = await SendAsync("POST", "/v1/events", $$"""{"events": [{{string.Join(',', Enumerable.Range(0, 500).Select(static i => $$"""{"id": "b-{{i}}", "type": "t", "data": {{i}}}"""))}}]}""");

        Assert.Equal(201, status);
        var events = answer.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, 500).Select(static i => $"b-{i}"), events.Select(static e => e.GetProperty("id").GetString()));
        Assert.Equal("duplicate", events[1].GetProperty("status").GetString());
        Assert.Equal(500, _server.Stores.Appended.Count);
    }

    [Theory]
    [InlineData(AppendOutcome.Full, "queue_full", "1")]
    [InlineData(AppendOutcome.Unavailable, "storage_unavailable", "5")]
    internal async Task Publish_NotOnDisk_AsksForAllAgain(AppendOutcome outcome, string code, string after)
    {
        _server.Stores.AppendOutcomeOf = e => e.EventId == "b-1" ? outcome : AppendOutcome.Appended;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events")
        {
            Content = new StringContent("""{"events": [{"id": "b-0", "type": "t", "data": 0}, {"id": "b-1", "type": "t", "data": 1}]}""", Encoding.UTF8, "application/json"),
        };
        using var answer = await _client.SendAsync(request);
        Assert.Equal((503, after), ((int)answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{}""", "type data")]
    [InlineData("""{"type": "a b", "data": 1}""", "type")]
    [InlineData("""{"type": "t"}""", "data")]
    [InlineData("""{"type": "t", "data": 1, "id": "a/b"}""", "id")]
    [InlineData("""{"type": "t", "data": 1, "stream": ""}""", "stream")]
    [InlineData("""{"type": "t", "data": 1, "tenant": "-"}""", "tenant")]
    [InlineData("""{"type": "t", "data": 1, "tenant": "a/b"}""", "tenant")]
    [InlineData("""{"type": "t", "data": 1, "occurred_at": "yesterday"}""", "occurred_at")]
    [InlineData("""{"events": []}""", "events")]
    [InlineData("""{"events": [{"id": "1", "type": "t", "data": 1}], "type": "t"}""", "events")]
    [InlineData("""{"events": [{"id": "1", "type": "t", "data": 1}, {"type": "t", "data": 1}]}""", "events/1.id")]
    [InlineData("""{"events": [null]}""", "events/0")]
    public async Task Publish_Wrong_NamesEveryField(string body, string fields)
    {
        var (status, answer) = await SendAsync("POST", "/v1/events", body);
        Assert.Equal(400, status);
        Assert.Equal(fields.Split(' '), answer.GetProperty("errors").EnumerateObject().Select(static p => p.Name));
        Assert.Empty(_server.Stores.Appended);
    }

    [Fact]
    public async Task Publish_DataThatDoesNotFitItsSchema_IsRefusedByItsPlace()
    {
        Assert.Equal(200, (await SendAsync("PUT", "/v1/event-types/order.shipped", """{"schema": {"type": "object", "required": ["order"], "properties": {"order": {"type": "string"}}}, "validate": true}""")).Status);

        var (status, answer) = await SendAsync("POST", "/v1/events", """{"events": [{"id": "1", "type": "other", "data": 1}, {"id": "2", "type": "order.shipped", "data": {"order": 1}}]}""");
        Assert.Equal((400, "events/1.data/order"), (status, Assert.Single(answer.GetProperty("errors").EnumerateObject()).Name));
        Assert.Equal(201, (await SendAsync("POST", "/v1/events", """{"type": "order.shipped", "data": {"order": "1"}}""")).Status);

        Assert.Equal(200, (await SendAsync("PUT", "/v1/event-types/order.shipped", """{"schema": {"type": "string"}}""")).Status);
        Assert.Equal(201, (await SendAsync("POST", "/v1/events", """{"type": "order.shipped", "data": 1}""")).Status);
    }

    [Fact]
    public async Task EventTypes_PutListDelete_AndSignalboxsOwnStay()
    {
        var (status, put) = await SendAsync("PUT", "/v1/event-types/shop%2Forder", """{"description": "x", "schema": {"const": 1}}""");
        Assert.Equal((200, "shop/order", "{\"const\": 1}"), (status, put.GetProperty("type").GetString(), put.GetProperty("schema").GetRawText()));
        Assert.Equal("shop/order", (await SendAsync("GET", "/v1/event-types", null)).Answer.GetProperty("items")[0].GetProperty("type").GetString());
        Assert.Equal(400, (await SendAsync("PUT", "/v1/event-types/a", """{"schema": {"oneOf": []}}""")).Status);
        Assert.Equal(400, (await SendAsync("PUT", "/v1/event-types/a%20b", "{}")).Status);
        Assert.Equal(409, (await SendAsync("PUT", "/v1/event-types/destination.test", "{}")).Status);
        Assert.Equal(409, (await SendAsync("DELETE", "/v1/event-types/destination.test", null)).Status);
        Assert.Equal(200, (await SendAsync("DELETE", "/v1/event-types/shop%2Forder", null)).Status);
        Assert.Equal(404, (await SendAsync("DELETE", "/v1/event-types/shop%2Forder", null)).Status);
    }

    private async Task<(int Status, JsonElement Answer)> SendAsync(string method, string path, string? body, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
