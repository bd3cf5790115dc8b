using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class BackfillTests
{
    [Fact]
    public async Task Backfill_IsFollowedToItsEnd_WithProgressOnStandardError()
    {
        var polls = 0;
        await using var server = await FakeServer.StartAsync(context =>
            context.Request.Method == "POST" ? FakeServer.AnswerAsync(context, 202, State("running", 0)) : FakeServer.AnswerAsync(context, 200, ++polls < 2 ? State("running", 100, "RateLimited: wait") : State("done", 140)));

        var run = await CommandLineRun.OfAsync(server.Url, "backfill", "stripe", "--account", "stripe", "--only", "customers");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal("customers\tdone\t140\t140\t", run.Lines[^1]);
        Assert.Contains("customers 100", run.Error, StringComparison.Ordinal);
        Assert.Contains("RateLimited: wait", run.Error, StringComparison.Ordinal);
        Assert.Contains("is done", run.Error, StringComparison.Ordinal);
        Assert.Equal("POST /v1/backfills", server.Requests.First());
    }

    [Fact]
    public async Task Backfill_Cancelled_Fails()
    {
        await using var server = await FakeServer.StartAsync(200, State("cancelled", 3));

        var run = await CommandLineRun.OfAsync(server.Url, "backfill", "stripe", "--json");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Contains("\"state\":\"cancelled\"", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_NotFollowed_TellsItsIdAndReturns()
    {
        await using var server = await FakeServer.StartAsync(202, State("running", 0));

        var run = await CommandLineRun.OfAsync(server.Url, "backfill", "stripe", "--no-follow");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Contains("bf_1", run.Error, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Backfill_Refused_SaysWhy()
    {
        await using var server = await FakeServer.StartAsync(409, """{"code":"no_provider_key","detail":"No account with an API key."}""");

        var run = await CommandLineRun.OfAsync(server.Url, "backfill", "stripe");

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.Contains("No account with an API key.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_DoneWithoutAKind_SaysWhichAndFails()
    {
        var state = State("done", 3).Replace("}]}", """},{"kind":"invoices","state":"refused","read":0,"kept":0,"fault":"Authentication: may not"}]}""", StringComparison.Ordinal);
        await using var server = await FakeServer.StartAsync(202, state);

        var run = await CommandLineRun.OfAsync(server.Url, "backfill", "stripe");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Contains("Authentication: may not", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_OfUnknownKinds_IsRefusedBeforeAnythingIsAsked()
    {
        await using var server = await FakeServer.StartAsync(202, State("running", 0));

        var run = await CommandLineRun.OfAsync(server.Url, "backfill", "stripe", "--only", "customers,charges");

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.Empty(server.Requests);
    }

    private static string State(string state, int read, string? fault = null) => $$"""
        {"id":"bf_1","account":"stripe","state":"{{state}}","fault":{{(fault is null ? "null" : $"\"{fault}\"")}},"created_at":"2026-01-31T12:04:11Z","finished_at":null,
         "objects":[{"kind":"customers","state":"{{state}}","read":{{read}},"kept":{{read}},"fault":null}]}
        """;
}
