using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Backfills;

namespace Signalbox.Tests.Unit.Http;

/// <summary>Backfills over HTTP, and the state of the search for missed events.</summary>
public sealed class BackfillApiTests : IClassFixture<ApiServer>
{
    private readonly ApiServer _server;

    public BackfillApiTests(ApiServer server)
    {
        _server = server;
        server.Stores.Reset();
    }

    [Theory]
    [InlineData("{}", "products,prices,customers,subscriptions,invoices")]
    [InlineData("""{"account":"stripe","objects":["customers","products","customers"]}""", "products,customers")]
    public async Task Post_New_IsAcceptedWithEachKindOnceInOrder(string body, string kinds)
    {
        using var answer = await PostAsync("/v1/backfills", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("/v1/backfills/bf_1", answer.Headers.Location?.OriginalString);
        Assert.Equal(kinds, string.Join(',', _server.Stores.Backfill!.Objects.Select(static o => o.Kind)));
        Assert.Equal("running", (await JsonAsync(answer)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Post_WhileTheSameRuns_IsAnsweredWithIt_AndWhileAnotherRunsRefused()
    {
        using var first = await PostAsync("/v1/backfills", """{"objects":["customers"]}""");
        using var same = await PostAsync("/v1/backfills", """{"objects":["customers"]}""");
        using var other = await PostAsync("/v1/backfills", """{"objects":["invoices"]}""");

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.Conflict], [first.StatusCode, same.StatusCode, other.StatusCode]);
        Assert.Equal("bf_1", (await JsonAsync(same)).GetProperty("id").GetString());
        Assert.Equal("backfill_running", (await JsonAsync(other)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"objects":[]}""", 400, "invalid_parameters")]
    [InlineData("""{"objects":["charges"]}""", 400, "invalid_parameters")]
    [InlineData("""{"objects":"customers"}""", 400, "invalid_parameters")]
    [InlineData("""{"colour":"red"}""", 400, "invalid_parameters")]
    [InlineData("", 400, "invalid_parameters")]
    [InlineData("null", 400, "not_json")]
    [InlineData("""{"account":"nobody"}""", 409, "no_provider_key")]
    public async Task Post_WhatCannotBe_IsRefused(string body, int status, string code)
    {
        using var answer = await PostAsync("/v1/backfills", body);

        Assert.Equal((status, code), ((int)answer.StatusCode, (await JsonAsync(answer)).GetProperty("code").GetString()));
        Assert.Null(_server.Stores.Backfill);
    }

    [Fact]
    public async Task Get_AndCancel_OfOneThatIsThereAndOneThatIsNot()
    {
        _server.Stores.Backfill = new BackfillState(
            "bf_1", "stripe", BackfillState.Running, "RateLimited: wait", DateTime.UnixEpoch, FinishedAt: null, [new BackfillProgress("customers", "running", 200, 199)]);
        using var client = _server.NewClient();

        using var found = await client.GetAsync(new Uri("/v1/backfills/bf_1", UriKind.Relative));
        using var cancelled = await PostAsync("/v1/backfills/bf_1/cancel", "");
        using var unknown = await client.GetAsync(new Uri("/v1/backfills/bf_2", UriKind.Relative));
        using var nothing = await PostAsync("/v1/backfills/bf_2/cancel", "");

        var objects = (await JsonAsync(found)).GetProperty("objects")[0];
        Assert.Equal((200, 199), (objects.GetProperty("read").GetInt32(), objects.GetProperty("kept").GetInt32()));
        Assert.Equal("cancelled", (await JsonAsync(cancelled)).GetProperty("state").GetString());
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound], [unknown.StatusCode, nothing.StatusCode]);
    }

    [Fact]
    public async Task GetGaps_TellsHowFarTheSearchIs()
    {
        using var client = _server.NewClient();

        var items = JsonDocument.Parse(await client.GetStringAsync(new Uri("/v1/gaps", UriKind.Relative))).RootElement.GetProperty("items");

        Assert.Equal(("stripe", 3), (items[0].GetProperty("account").GetString(), items[0].GetProperty("found").GetInt32()));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var client = _server.NewClient();
        return await client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
    }
}
