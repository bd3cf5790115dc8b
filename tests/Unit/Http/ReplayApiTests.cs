using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Journal;
using Signalbox.Replays;

namespace Signalbox.Tests.Unit.Http;

/// <summary>Replays over HTTP.</summary>
public sealed class ReplayApiTests : IClassFixture<ApiServer>
{
    private readonly ApiServer _server;

    public ReplayApiTests(ApiServer server)
    {
        _server = server;
        server.Stores.Reset();
    }

    [Fact]
    public async Task Post_OfAFilter_IsAcceptedAsAsked()
    {
        using var answer = await PostAsync("""{"account":"stripe","type":"invoice.*","status":"applied","from":"2026-01-01","to":"2026-02-01T00:00:00Z","effects":true}""");

        Assert.Equal((HttpStatusCode.Accepted, "/v1/replays/rp_1"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal(
            new ReplayScope("stripe", null, null, "invoice.*", "applied", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), true),
            _server.Stores.LastScope);
    }

    [Theory]
    [InlineData("""{"type":"a\u0000b"}""", true)]
    [InlineData("""{"account":"stripe","a\u0000":1}""", true)]
    [InlineData("""{"account":"stripe","type":"\\u0000"}""", false)]
    public async Task Post_WithANul_NamesIt(string body, bool isNul)
    {
        using var answer = await PostAsync(body);

        Assert.Equal(isNul ? HttpStatusCode.BadRequest : HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(isNul, (await answer.Content.ReadAsStringAsync()).Contains("U+0000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_OfAnEvent_IsOfItsVersion_WithoutEffectsUnlessAsked()
    {
        _server.Stores.Events.Add(new StoredEvent(FakeStores.Event, "", "{}"u8.ToArray()));

        using var answer = await PostAsync("""{"event":"evt_1"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(new ReplayScope(null, "stripe/customer/cus_1", 1, null, null, null, null, false), _server.Stores.LastScope);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "{}", "body" },
        { """{"effects":true}""", "body" },
        { """{"event":""}""", "event" },
        { $$"""{"event":"{{new string('e', 256)}}"}""", "event" },
        { """{"event":"evt_1","status":"applied"}""", "event" },
        { """{"event":"evt_1","from":"2026-01-01"}""", "event" },
        { """{"event":"evt_1","stream":"stripe/customer/cus_1"}""", "event" },
        { """{"stream":"stripe//cus_1"}""", "stream" },
        { $$"""{"stream":"stripe/customer/{{new string('c', 600)}}"}""", "stream" },
        { """{"account":""}""", "account" },
        { $$"""{"account":"{{new string('a', 256)}}"}""", "account" },
        { """{"account":"stripe","stream":"stripe/customer/cus_1"}""", "account" },
        { """{"type":""}""", "type" },
        { $$"""{"type":"{{new string('t', 256)}}"}""", "type" },
        { """{"status":"discarded"}""", "status" },
        { """{"status":""}""", "status" },
        { """{"from":"2026-13-01"}""", "from" },
        { """{"to":"now"}""", "to" },
        { """{"from":"2026-01-01","to":"2026-01-01"}""", "to" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Post_AFaultInAField_IsNamedByIt(string body, string field)
    {
        using var answer = await PostAsync(body);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(field, (await JsonAsync(answer)).GetProperty("errors").EnumerateObject().Select(static e => e.Name));
        Assert.Null(_server.Stores.LastScope);
    }

    [Theory]
    [InlineData("{}", 400, "invalid_parameters")]
    [InlineData("""{"effects":true}""", 400, "invalid_parameters")]
    [InlineData("""{"status":"pending"}""", 400, "invalid_parameters")]
    [InlineData("""{"stream":"cus_1"}""", 400, "invalid_parameters")]
    [InlineData("""{"stream":"stripe/customer/cus_1","account":"stripe"}""", 400, "invalid_parameters")]
    [InlineData("""{"event":"evt_1","type":"invoice.*"}""", 400, "invalid_parameters")]
    [InlineData("""{"from":"yesterday"}""", 400, "invalid_parameters")]
    [InlineData("""{"from":"2026-02-01","to":"2026-01-01"}""", 400, "invalid_parameters")]
    [InlineData("""{"colour":"red"}""", 400, "invalid_parameters")]
    [InlineData("null", 400, "not_json")]
    [InlineData("""{"event":"evt_nobody_sent"}""", 404, "unknown_event")]
    public async Task Post_WhatCannotBe_IsRefused(string body, int status, string code)
    {
        using var answer = await PostAsync(body);

        Assert.Equal((status, code), ((int)answer.StatusCode, (await JsonAsync(answer)).GetProperty("code").GetString()));
        Assert.Null(_server.Stores.LastScope);
    }

    [Fact]
    public async Task Post_WhileTooManyRun_IsRefused()
    {
        using var first = await PostAsync("""{"account":"stripe"}""");
        using var second = await PostAsync("""{"account":"stripe"}""");

        Assert.Equal((409, "too_many_replays"), ((int)second.StatusCode, (await JsonAsync(second)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task GetListAndDelete_OfOneThatIsThereAndOneThatIsNot()
    {
        using var started = await PostAsync("""{"account":"stripe"}""");
        using var client = _server.NewClient();

        using var found = await client.GetAsync(new Uri("/v1/replays/rp_1", UriKind.Relative));
        using var cancelled = await client.DeleteAsync(new Uri("/v1/replays/rp_1", UriKind.Relative));
        using var listed = await client.GetAsync(new Uri("/v1/replays?state=cancelled", UriKind.Relative));
        using var unknown = await client.GetAsync(new Uri("/v1/replays/rp_2", UriKind.Relative));
        using var nothing = await client.DeleteAsync(new Uri("/v1/replays/rp_2", UriKind.Relative));

        Assert.Equal("running", (await JsonAsync(found)).GetProperty("state").GetString());
        Assert.Equal("cancelled", (await JsonAsync(cancelled)).GetProperty("state").GetString());
        Assert.Equal(1, (await JsonAsync(listed)).GetProperty("items").GetArrayLength());
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound], [unknown.StatusCode, nothing.StatusCode]);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var client = _server.NewClient();
        return await client.PostAsync(new Uri("/v1/replays", UriKind.Relative), new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
    }
}
