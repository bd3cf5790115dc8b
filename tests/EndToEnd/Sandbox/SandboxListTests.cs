using Signalbox.Sandbox;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Lists, their pages and the event list.</summary>
public sealed class SandboxListTests : IAsyncLifetime
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
    public async Task List_PagedForward_HoldsEachOnceNewestFirst()
    {
        var made = await MakeAsync(7);

        var (paged, cursor) = (new List<string>(), "");
        Reply page;
        do
        {
            page = await _client.GetAsync($"/v1/customers?limit=3{cursor}");
            paged.AddRange(Ids(page));
            cursor = $"&starting_after={paged[^1]}";
        }
        while (page["has_more"] == "True");

        Assert.Equal(made.AsEnumerable().Reverse(), paged);
    }

    [Fact]
    public async Task List_PagedBackward_IsThePageBeforeTheCursor()
    {
        var made = await MakeAsync(5);

        var page = await _client.GetAsync($"/v1/customers?limit=2&ending_before={made[0]}");
        Assert.Equal([made[2], made[1]], Ids(page));
        Assert.Equal("True", page["has_more"]);
        var first = await _client.GetAsync($"/v1/customers?limit=2&ending_before={made[3]}");
        Assert.Equal([made[4]], Ids(first));
        Assert.Equal("False", first["has_more"]);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("starting_after=cus_nobody")]
    [InlineData("ending_before=cus_nobody")]
    [InlineData("created[since]=1")]
    [InlineData("expand[]=data.nothing")]
    public async Task List_WrongParameter_IsRefused(string query)
    {
        await MakeAsync(1);

        Assert.Equal(400, (await _client.GetAsync($"/v1/customers?{query}")).Status);
    }

    [Fact]
    public async Task Events_ByTypeAndTime_AreThoseAskedForNewestFirst()
    {
        await _client.PayAsync();
        var now = (await _client.ControlAsync("clock", """{"advance_seconds":100,"frozen":true}""")).Json.GetProperty("now").GetDateTimeOffset().ToUnixTimeSeconds();
        await _client.PayAsync();

        var all = await _client.GetAsync("/v1/events?limit=100");
        Assert.Equal(8, Ids(all).Count);
        Assert.Equal("charge.updated", all.Json.GetProperty("data")[0].GetProperty("type").GetString());
        Assert.Equal(2, Ids(await _client.GetAsync("/v1/events?type=payment_intent.succeeded")).Count);
        Assert.Equal(4, Ids(await _client.GetAsync("/v1/events?type=payment_intent.*")).Count);
        Assert.Equal(4, Ids(await _client.GetAsync("/v1/events?types[]=payment_intent.created&types[]=charge.succeeded")).Count);
        Assert.Equal(4, Ids(await _client.GetAsync($"/v1/events?created[gte]={now}")).Count);
        Assert.Equal(4, Ids(await _client.GetAsync($"/v1/events?created[lt]={now}")).Count);
        Assert.Empty(Ids(await _client.GetAsync($"/v1/events?created[gt]={now}")));
        Assert.Equal(all.Json.GetProperty("data")[3].GetRawText(), (await _client.GetAsync($"/v1/events/{Ids(all)[3]}")).Body);
    }

    [Fact]
    public async Task Events_After30Days_AreNoLongerListed()
    {
        await MakeAsync(1);
        var id = Assert.Single(Ids(await _client.GetAsync("/v1/events")));
        await _client.ControlAsync("clock", $$"""{"advance_seconds":{{31 * 86400}}}""");

        Assert.Empty(Ids(await _client.GetAsync("/v1/events")));
        Assert.Equal(404, (await _client.GetAsync($"/v1/events/{id}")).Status);
    }

    [Fact]
    public async Task Expand_Customer_IsTheObjectInPlaceOfItsId()
    {
        var customer = await _client.NewCustomerAsync();
        await _client.PostAsync("/v1/payment_intents", "amount", "1000", "currency", "eur", "customer", customer);

        var list = await _client.GetAsync("/v1/payment_intents?expand[]=data.customer");
        Assert.Equal("ada@example.com", list.Json.GetProperty("data")[0].GetProperty("customer").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Catalog_ListedByProduct_IsWhatWasMade()
    {
        var product = (await _client.PostAsync("/v1/products", "name", "Lever frame")).Id;
        var once = await _client.PostAsync("/v1/prices", "product", product, "currency", "eur", "unit_amount", "500");
        await _client.NewPriceAsync();

        Assert.Equal([once.Id], Ids(await _client.GetAsync($"/v1/prices?product={product}")));
        Assert.Equal([once.Id], Ids(await _client.GetAsync("/v1/prices?type=one_time")));
        Assert.Equal(2, Ids(await _client.GetAsync("/v1/products")).Count);
        Assert.Equal("Lever frame", (await _client.GetAsync($"/v1/products/{product}"))["name"]);
    }

    [Fact]
    public async Task Catalog_Changed_TellsItAndDeletedIsGone()
    {
        var product = (await _client.PostAsync("/v1/products", "name", "Lever frame", "metadata[a]", "1")).Id;
        var price = await _client.NewPriceAsync();

        var renamed = await _client.PostAsync($"/v1/products/{product}", "name", "Block instrument", "metadata[a]", "", "active", "false");
        Assert.Equal(("Block instrument", "False", "{}"), (renamed["name"], renamed["active"], renamed["metadata"]));
        Assert.Equal("since May", (await _client.PostAsync($"/v1/prices/{price}", "nickname", "since May", "metadata[b]", "2"))["nickname"]);
        Assert.Equal("True", (await _client.DeleteAsync($"/v1/products/{product}"))["deleted"]);
        Assert.Equal("True", (await _client.GetAsync($"/v1/products/{product}"))["deleted"]);
        Assert.Equal(
            ["product.deleted", "price.updated", "plan.updated", "product.updated"],
            (await _client.GetAsync("/v1/events?limit=4")).Json.GetProperty("data").EnumerateArray().Select(static one => one.GetProperty("type").GetString()));
        Assert.Equal(200, (await _client.GetAsync("/sandbox/truth")).Status);
    }

    [Fact]
    public async Task Dispute_OpenedAndLost_IsListedWithItsCharge()
    {
        var charge = (await _client.PayAsync())["latest_charge"];
        var dispute = await _client.ControlAsync($"charges/{charge}/dispute", "");
        Assert.Equal("needs_response", dispute["status"]);

        Assert.Equal("lost", (await _client.ControlAsync($"disputes/{dispute.Id}/close", """{"won":false}"""))["status"]);
        Assert.Equal([dispute.Id], Ids(await _client.GetAsync($"/v1/disputes?charge={charge}")));
        Assert.Equal("lost", (await _client.GetAsync($"/v1/disputes/{dispute.Id}"))["status"]);
        Assert.Equal("True", (await _client.GetAsync("/v1/charges")).Json.GetProperty("data")[0].GetProperty("disputed").ToString());
        Assert.Equal(400, (await _client.ControlAsync($"charges/{charge}/dispute", "")).Status);
    }

    private async Task<List<string>> MakeAsync(int customers)
    {
        var made = new List<string>();
        for (var i = 0; i < customers; i++)
        {
            made.Add((await _client.PostAsync("/v1/customers", "name", $"No. {i}")).Id);
        }

        return made;
    }

    private static List<string> Ids(Reply page) => [.. page.Json.GetProperty("data").EnumerateArray().Select(static one => one.GetProperty("id").GetString()!)];
}
