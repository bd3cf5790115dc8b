namespace Signalbox.Tests.Unit.Cli;

public sealed class ListingTests
{
    [Fact]
    public async Task Events_GoesOnOverEmptyPages_UntilTheLimit()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.AnswerAsync(context, 200, context.Request.Query["cursor"].ToString() switch
        {
            "" => """{"items":[{"id":"evt_3"}],"more":true,"next_cursor":"a"}""",
            "a" => """{"items":[],"more":true,"next_cursor":"b"}""",
            _ => """{"items":[{"id":"evt_2"},{"id":"evt_1"}],"more":true,"next_cursor":"c"}""",
        }));

        var run = await CommandLineRun.OfAsync(server.Url, "events", "--json", "--limit", "2", "--type", "a&b=c*");

        Assert.Equal(["""{"id":"evt_3"}""", """{"id":"evt_2"}"""], run.Lines);
        Assert.Equal(
            [
                "GET /v1/events?type=a%26b%3Dc%2A&limit=2",
                "GET /v1/events?type=a%26b%3Dc%2A&limit=2&cursor=a",
                "GET /v1/events?type=a%26b%3Dc%2A&limit=2&cursor=b",
            ],
            server.Requests);
    }

    [Fact]
    public async Task Json_KeepsNumbersAndTakesOutLineBreaks()
    {
        await using var server = await FakeServer.StartAsync(200, """
            {"items":[{"id":"x","version":1.50,
              "raw":{"name":"Zoë"}}],"more":false,"next_cursor":null}
            """);

        var run = await CommandLineRun.OfAsync(server.Url, "get", "customers", "--json", "--filter", "email=a@b.c");

        Assert.Equal(["""{"id":"x","version":1.50,"raw":{"name":"Zoë"}}"""], run.Lines);
        Assert.Equal(["GET /v1/customers?email=a%40b.c&limit=50"], server.Requests);
    }

    [Fact]
    public async Task Lines_HoldNothingThatSteersATerminal()
    {
        await using var server = await FakeServer.StartAsync(
            200, """{"items":[{"id":"cus_1","name":"a\u001b[2Jb\nc\td\u202ee","updated_at":"2026-01-31T12:00:00.123456Z"}],"next_cursor":null}""");

        var run = await CommandLineRun.OfAsync(server.Url, "get", "customers");

        Assert.Equal(["cus_1\t\ta\uFFFD[2Jb c d\uFFFDe\t\t\t\t2026-01-31 12:00:00Z"], run.Lines);
    }

    [Fact]
    public async Task Stream_EscapesItsKey_AndAddsItsEvents()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.AnswerAsync(context, 200, context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal)
            ? """{"items":[{"id":"evt_1"}],"next_cursor":null}"""
            : """{"stream":"stripe/customer/a b","version":1}"""));

        var run = await CommandLineRun.OfAsync(server.Url, "stream", "stripe/customer/a b", "--json");

        Assert.Equal("""{"stream":"stripe/customer/a b","version":1,"events":[{"id":"evt_1"}]}""", Assert.Single(run.Lines));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Stream_Refreshed_ReadsFirstAndShowsWhatBecameOfIt()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.AnswerAsync(context, 200, context.Request.Path.Value!.EndsWith("/refresh", StringComparison.Ordinal)
            ? """{"stream":"stripe/customer/cus_1","confirmed":1,"objects":[{"table":"customers","id":"cus_1","outcome":"confirmed"}]}"""
            : """{"stream":"stripe/customer/cus_1","version":1}"""));

        var json = await CommandLineRun.OfAsync(server.Url, "stream", "stripe/customer/cus_1", "--refresh", "--events", "0", "--json");
        var text = await CommandLineRun.OfAsync(server.Url, "stream", "stripe/customer/cus_1", "--refresh", "--events", "0");

        Assert.Equal("""{"stream":"stripe/customer/cus_1","version":1,"events":[],"refreshed":[{"table":"customers","id":"cus_1","outcome":"confirmed"}]}""", Assert.Single(json.Lines));
        Assert.Equal("customers\tcus_1\tconfirmed", text.Lines[^1]);
        Assert.Equal(["POST /v1/streams/stripe/customer/cus_1/refresh", "GET /v1/streams/stripe/customer/cus_1"], server.Requests.Take(2));
    }

    [Fact]
    public async Task Stream_RefreshRefused_SaysWhy()
    {
        await using var server = await FakeServer.StartAsync(409, """{"code":"no_api_key","detail":"There is no account with an API key."}""");

        var run = await CommandLineRun.OfAsync(server.Url, "stream", "stripe/customer/cus_1", "--refresh");

        Assert.NotEqual(Signalbox.Output.CommandExit.Ok, run.Exit);
        Assert.Contains("no account with an API key", run.Error, StringComparison.Ordinal);
    }
}
