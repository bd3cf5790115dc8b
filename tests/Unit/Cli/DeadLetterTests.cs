using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class DeadLetterTests
{
    private const string Open = """{"items":[{"id":9},{"id":4},{"id":2}],"more":false,"next_cursor":null}""";

    [Fact]
    public async Task ReplayAll_GoesFromTheOldest()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.AnswerAsync(context, 200, context.Request.Method == "GET" ? Open : "{}"));

        var run = await CommandLineRun.OfAsync(server.Url, "dead-letters", "replay", "--all", "--yes");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal(["2\treplayed", "4\treplayed", "9\treplayed"], run.Lines);
        Assert.Equal(["POST /v1/dead-letters/2/replay", "POST /v1/dead-letters/4/replay", "POST /v1/dead-letters/9/replay"], server.Requests.Skip(1));
    }

    [Fact]
    public async Task DiscardAll_NobodyToAsk_DoesNothing()
    {
        await using var server = await FakeServer.StartAsync(200, Open);

        var run = await CommandLineRun.OfAsync(server.Url, "dead-letters", "discard", "--all");

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.StartsWith("GET ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_OneFails_TheOthersAreDone()
    {
        await using var server = await FakeServer.StartAsync(context => context.Request.Path.Value!.Contains("/4/", StringComparison.Ordinal)
            ? FakeServer.AnswerAsync(context, 409, """{"detail":"still broken"}""")
            : FakeServer.AnswerAsync(context, 200, """{"id":9}"""));

        var run = await CommandLineRun.OfAsync(server.Url, "dead-letters", "replay", "4", "9", "--json");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Equal(
            ["""{"id":4,"http_status":409,"problem":{"detail":"still broken"}}""", """{"id":9,"http_status":200,"dead_letter":{"id":9}}"""], run.Lines);
    }

    [Fact]
    public async Task Discard_NoneThere_IsNotFound()
    {
        await using var server = await FakeServer.StartAsync(404, """{"detail":"There is no dead letter 1."}""");

        var run = await CommandLineRun.OfAsync(server.Url, "dead-letters", "discard", "1");

        Assert.Equal(CommandExit.NotFound, run.Exit);
        Assert.Contains("There is no dead letter 1.", run.Error, StringComparison.Ordinal);
    }
}
