using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Http;
using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Tests.Unit.Http;

/// <summary>What holds for every route: the key, parameters, failures.</summary>
public sealed class ApiTests : IClassFixture<ApiServer>, IDisposable
{
    private readonly FakeStores _stores;
    private readonly HttpClient _client;

    public ApiTests(ApiServer server)
    {
        (_stores, _client) = (server.Stores, server.NewClient());
        _stores.Reset();
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/customers/cus_1")]
    [InlineData("/V1/events")]
    [InlineData("/v1/nothing/here")]
    [InlineData("/v1")]
    public async Task Get_WithoutTheKey_Is401(string path)
    {
        _client.DefaultRequestHeaders.Authorization = null;

        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("unauthorized", await CodeAsync(response));
    }

    [Theory]
    [InlineData("Bearer", "wrong")]
    [InlineData("Bearer", "")]
    [InlineData("Basic", ApiServer.Key)]
    public async Task Get_WithAnotherKey_Is401(string scheme, string key)
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, key);

        using var response = await _client.GetAsync("/v1/events");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Get_OpenRouteWithoutTheKey_Is200(string path)
    {
        _client.DefaultRequestHeaders.Authorization = null;

        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "unknown_route")]
    [InlineData("GET", "/nothing", 404, "unknown_route")]
    [InlineData("DELETE", "/v1/customers", 405, "method_not_allowed")]
    [InlineData("GET", "/ingest/stripe", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/events/evt_9", 404, "unknown_event")]
    [InlineData("GET", "/v1/customers/cus_9", 404, "unknown_object")]
    [InlineData("GET", "/v1/streams/stripe/customer/cus_9", 404, "unknown_stream")]
    [InlineData("GET", "/v1/streams/stripe/customer/cus_9/events", 404, "unknown_stream")]
    [InlineData("GET", "/v1/dead-letters/9", 404, "unknown_dead_letter")]
    [InlineData("POST", "/v1/dead-letters/9/replay", 404, "unknown_dead_letter")]
    [InlineData("POST", "/ingest/nobody", 404, "unknown_source")]
    public async Task Send_WhatIsNotThere_IsAProblem(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await _client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, await CodeAsync(response));
    }

    [Theory]
    [InlineData("/v1/events?lmit=5", "lmit")]
    [InlineData("/v1/events?limit=0", "limit")]
    [InlineData("/v1/events?limit=201", "limit")]
    [InlineData("/v1/events?limit=%2B5", "limit")]
    [InlineData("/v1/events?account=", "account")]
    [InlineData("/v1/events?account=a&account=b", "account")]
    [InlineData("/v1/events?account=a%00b", "account")]
    [InlineData("/v1/events?from=yesterday", "from")]
    [InlineData("/v1/events?stream=cus_1", "stream")]
    [InlineData("/v1/events?status=lost", "status")]
    [InlineData("/v1/events?cursor=zzzz", "cursor")]
    [InlineData("/v1/customers?cursor=ZXZlbnRzADE", "cursor")]
    [InlineData("/v1/customers?deleted=maybe", "deleted")]
    [InlineData("/v1/products?active=yes", "active")]
    [InlineData("/v1/customers/cus_1?email=a", "email")]
    [InlineData("/v1/dead-letters?status=all", "status")]
    [InlineData("/v1/streams/stripe/customer/cus_1/events?order=up", "order")]
    public async Task Get_WrongParameter_Is400AndNamesIt(string path, string parameter)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = await ReadAsync(response);
        Assert.Equal(parameter, Assert.Single(problem.RootElement.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Get_TwoWrongParameters_NamesBoth()
    {
        using var response = await _client.GetAsync("/v1/events?limit=no&status=lost");

        using var problem = await ReadAsync(response);
        Assert.Equal(["limit", "status"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(static p => p.Name).Order());
    }

    [Fact]
    public async Task Get_DatabaseIsAway_Is503WithRetryAfter()
    {
        _stores.Failure = new AwayException(isTransient: true);

        using var response = await _client.GetAsync("/v1/events");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("storage_unavailable", await CodeAsync(response));
    }

    [Theory]
    [InlineData("3D000")]
    [InlineData("42P01")]
    public async Task Get_DatabaseIsBeingMade_Is503(string state)
    {
        _stores.Failure = new AwayException(isTransient: false, state: state);

        using var response = await _client.GetAsync("/v1/events");

        Assert.Equal("storage_unavailable", await CodeAsync(response));
    }

    [Fact]
    public async Task Get_QueryTooSlow_Is503AndSaysSo()
    {
        _stores.Failure = new AwayException(isTransient: true, new TimeoutException());

        using var response = await _client.GetAsync("/v1/events");

        Assert.Equal("query_timeout", await CodeAsync(response));
    }

    [Fact]
    public async Task Get_Bug_Is500WithoutInternals()
    {
        _stores.Failure = new InvalidOperationException("the secret inside");

        using var response = await _client.GetAsync("/v1/events");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetReady_QueueIsFull_Is503AndNamesTheCheck()
    {
        _stores.IsQueueFull = true;

        using var response = await _client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using var report = await ReadAsync(response);
        Assert.NotEqual("ok", report.RootElement.GetProperty("checks").GetProperty("append_queue").GetString());
        Assert.Equal("ok", report.RootElement.GetProperty("checks").GetProperty("running").GetString());
    }

    [Fact]
    public async Task GetEvent_Body_IsTheBytesAsReceived()
    {
        var body = """{ "id" : "evt_1", "amount": 10.0, "n": "\u00e9" }"""u8.ToArray();
        _stores.Events.Add(new StoredEvent(FakeStores.Event, "User-Agent: Stripe/1.0\nX: 1\nX: 2", body));

        using var response = await _client.GetAsync("/v1/events/evt_1");
        var raw = await _client.GetByteArrayAsync("/v1/events/evt_1/raw");

        using var json = await ReadAsync(response);
        Assert.Equal(Encoding.UTF8.GetString(body), json.RootElement.GetProperty("body").GetRawText());
        Assert.Equal("1, 2", json.RootElement.GetProperty("headers").GetProperty("X").GetString());
        Assert.Equal("applied", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(body, raw);
    }

    [Fact]
    public async Task GetEvent_BodyIsNoJson_IsNullButRawHasIt()
    {
        _stores.Events.Add(new StoredEvent(FakeStores.Event, "", "{\"a\":"u8.ToArray()));

        using var response = await _client.GetAsync("/v1/events/evt_1");

        using var json = await ReadAsync(response);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("body").ValueKind);
        Assert.Equal("{\"a\":", await _client.GetStringAsync("/v1/events/evt_1/raw"));
    }

    [Fact]
    public async Task GetEvent_InTwoAccounts_Is409UntilOneIsNamed()
    {
        _stores.Events.Add(new StoredEvent(FakeStores.Event, "", "{}"u8.ToArray()));
        _stores.Events.Add(new StoredEvent(FakeStores.Event with { Account = "stripe-eu" }, "", "{}"u8.ToArray()));

        using var ambiguous = await _client.GetAsync("/v1/events/evt_1");
        using var named = await _client.GetAsync("/v1/events/evt_1?account=stripe-eu");

        Assert.Equal("ambiguous_id", await CodeAsync(ambiguous));
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
    }

    [Fact]
    public async Task List_PageByPage_GivesEveryObjectOnce()
    {
        for (var i = 1; i <= 5; i++)
        {
            _stores.Objects.Add(new ProjectedObject("stripe", $"cus_{i}", new JsonRawValue(Encoding.UTF8.GetBytes($"{{\"id\":\"cus_{i}\"}}"))));
        }

        var ids = new List<string>();
        var path = "/v1/customers?limit=2&email=a%40example.com&deleted=any";
        for (string? cursor = null, next = ""; next is not null; cursor = next)
        {
            using var page = JsonDocument.Parse(await _client.GetStringAsync(cursor is null ? path : $"{path}&cursor={cursor}"));
            ids.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(static i => i.GetProperty("id").GetString()!));
            next = page.RootElement.GetProperty("next_cursor").GetString();
            Assert.Equal(next is not null, page.RootElement.GetProperty("more").GetBoolean());
        }

        Assert.Equal(["cus_1", "cus_2", "cus_3", "cus_4", "cus_5"], ids);
        Assert.Equal(["a@example.com"], _stores.LastFilter!.Values);
        Assert.Null(_stores.LastFilter.Deleted);
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStreamAsync());

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        using var problem = await ReadAsync(response);
        return problem.RootElement.GetProperty("code").GetString();
    }

    private sealed class AwayException(bool isTransient, Exception? inner = null, string? state = null) : DbException("Host=secret", inner)
    {
        public override string? SqlState => state;

        public override bool IsTransient => isTransient;
    }
}
