using System.Net;
using System.Text.Json;
using Signalbox.Destinations;
using Signalbox.Feed;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Feed;

/// <summary>What a reader of the feed asks for and is written.</summary>
public sealed class FeedApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Closed = "event: closed";

    private static readonly CancellationToken Patience = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feed_WritesItsBeginning_EachEvent_Heartbeats_AndWhyItEnds()
    {
        server.Feed.Write(FakeFeed.Event(41, body: "{\n  \"a\": 1,\r\n \"b\":\"\\n\"}"), FakeFeed.Event(42, body: "not=json"));
        server.Feed.Write();
        server.Feed.End(FeedEnd.TooSlow);
        using var client = server.NewClient();

        var lines = (await client.GetStringAsync("/v1/feed", Patience)).Split('\n');

        Assert.Equal(["retry: 2000", "id: 40", "", "id: 41"], lines[..4]);
        Assert.Equal(
            """{"seq":"41","id":"evt_41","message_id":"msg_0000000000000411","type":"customer.updated","source":"stripe","stream":"stripe/customer/cus_1","version":41,"position":"1041","tenant":null,"occurred_at":"2023-11-14T22:13:20Z","received_at":"2023-11-14T22:13:21Z","content_type":"application/json","payload":{   "a": 1,   "b":"\n"}}""",
            lines[4]["data: ".Length..]);
        Assert.Equal(["", "id: 42"], lines[5..7]);
        Assert.Equal("not=json"u8.ToArray(), JsonDocument.Parse(lines[7]["data: ".Length..]).RootElement.GetProperty("body_base64").GetBytesFromBase64());
        Assert.Equal(["", ": heartbeat", "id: 42", "", Closed, """data: {"reason":"too_slow","after":"42"}""", "", ""], lines[8..]);
    }

    [Fact]
    public async Task Feed_Raw_HasTheExactBytes()
    {
        server.Feed.Write(FakeFeed.Event(41, body: "{ \"a\":\n1 }"));
        server.Feed.End(FeedEnd.Expired);
        using var client = server.NewClient();

        var data = (await client.GetStringAsync("/v1/feed?raw=true", Patience)).Split('\n').First(static l => l.StartsWith("data: ", StringComparison.Ordinal));

        Assert.Equal("{ \"a\":\n1 }"u8.ToArray(), JsonDocument.Parse(data["data: ".Length..]).RootElement.GetProperty("raw").GetBytesFromBase64());
    }

    [Theory]
    [InlineData("", null, "Now { }")]
    [InlineData("?after=0", null, "Behind { Seq = 0 }")]
    [InlineData("?after=17", null, "Behind { Seq = 17 }")]
    [InlineData("?after=17", "23", "Behind { Seq = 23 }")]
    [InlineData("?from=2026-01-31T12:00:00Z", null, "At { Time = 01/31/2026 12:00:00 +00:00 }")]
    public async Task Feed_BeginsWhereItIsAsked(string query, string? header, string start)
    {
        server.Feed.End(FeedEnd.Stopping);
        using var client = server.NewClient();
        if (header is not null)
        {
            client.DefaultRequestHeaders.Add("Last-Event-ID", header);
        }

        await client.GetStringAsync($"/v1/feed{query}", Patience);

        Assert.Equal(start, $"{server.Feed.Asked!.Value.Start}");
    }

    [Theory]
    [InlineData("?after=x", "after")]
    [InlineData("?after=-1", "after")]
    [InlineData("?after=99999999999999999999", "after")]
    [InlineData("?after=1&from=2026-01-31", "from")]
    [InlineData("?type=a,,b", "type")]
    [InlineData("?type=a%20b", "type")]
    [InlineData("?stream=x", "stream")]
    [InlineData("?raw=perhaps", "raw")]
    [InlineData("?types=a", "types")]
    public async Task Feed_AskedForWrongly_Is400AndNamesWhat(string query, string parameter)
    {
        using var client = server.NewClient();

        using var answer = await client.GetAsync($"/v1/feed{query}", Patience);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience));
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    [Fact]
    public async Task Feed_BehindWhatIsKept_Is410AndNamesTheOldest()
    {
        server.Feed.Refusal = new FeedOpening.TooOld(1_000);
        using var client = server.NewClient();

        using var answer = await client.GetAsync("/v1/feed?after=5", Patience);

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience));
        Assert.Equal("1000", problem.RootElement.GetProperty("oldest").GetString());
    }

    [Theory]
    [InlineData("customer.*,invoice.paid", "customer.updated", true)]
    [InlineData("customer.*,invoice.paid", "invoice.paid", true)]
    [InlineData("customer.*", "customers.updated", false)]
    [InlineData("invoice", "invoice.paid", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*.paid", "invoice.paid", true)]
    public void Filter_ByType_IsExactOrByItsPattern(string types, string type, bool wanted) =>
        Assert.Equal(wanted, new FeedFilter(new TypePatterns(types.Split(',')), null, null, null).Wants(FakeFeed.Event(1, type)));

    [Fact]
    public async Task ReadToken_OpensItsTenantsFeed_ByHeaderAndQuery_AndNothingElse()
    {
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", FakeFeed.Token);
        server.Feed.End(FeedEnd.Stopping);
        await client.GetStringAsync("/v1/feed", Patience);
        Assert.Equal("acme", server.Feed.Asked!.Value.Filter.Tenant);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/v1/feed?tenant=other", Patience)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/v1/events", Patience)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync("/v1/feed", null, Patience)).StatusCode);

        client.DefaultRequestHeaders.Authorization = null;
        server.Feed.End(FeedEnd.Stopping);
        await client.GetStringAsync($"/v1/feed?token={FakeFeed.Token}", Patience);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/feed?token=sbt_wrong", Patience)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/v1/events?token={FakeFeed.Token}", Patience)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/v1/feed?token={ApiServer.Key}", Patience)).StatusCode);
    }

    [Fact]
    public async Task ReadToken_RevokedWhileItsFeedRuns_EndsIt()
    {
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", FakeFeed.Token);
        using var answer = await client.GetAsync("/v1/feed", HttpCompletionOption.ResponseHeadersRead, Patience);

        server.Feed.Revoke();

        Assert.Contains($"{Closed}\ndata: {{\"reason\":\"token\",\"after\":\"40\"}}", await answer.Content.ReadAsStringAsync(Patience), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tenant":"acme","expires_in":"31.00:00:00"}""", "expires_in")]
    [InlineData("""{"tenant":"acme","expires_in":"00:00:00"}""", "expires_in")]
    [InlineData("""{"tenant":"a/b"}""", "tenant")]
    [InlineData("""{"tenant":"-"}""", "tenant")]
    [InlineData("""{}""", "tenant")]
    [InlineData("""{"tenant":"acme","scope":"all"}""", "scope")]
    public async Task Token_AskedForWrongly_Is400AndNamesWhat(string body, string field)
    {
        using var client = server.NewClient();

        using var answer = await client.PostAsync("/v1/tokens", new StringContent(body), Patience);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Patience));
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Tokens_AreMadeListedAndRevoked()
    {
        using var client = server.NewClient();

        using var made = await client.PostAsync("/v1/tokens", new StringContent("""{"tenant":"acme","expires_in":"2.00:00:00"}"""), Patience);
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Patience));
        using var list = JsonDocument.Parse(await client.GetStringAsync("/v1/tokens?tenant=acme&limit=1", Patience));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(FakeFeed.Token, json.RootElement.GetProperty("token").GetString());
        Assert.Equal("1970-01-03T00:00:00Z", json.RootElement.GetProperty("details").GetProperty("expires_at").GetString());
        Assert.True(list.RootElement.GetProperty("more").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync("/v1/tokens/rt_1", Patience)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("/v1/tokens/rt_2", Patience)).StatusCode);
    }
}
