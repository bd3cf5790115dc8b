using System.Text.Json;
using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class DeadLetterTests
{
    private const string Open = """{"items":[{"id":9},{"id":4},{"id":2}],"more":false,"next_cursor":null}""";

    [Fact]
    public async Task ReplayAll_IsOneCall_FromTheOldest_AndSaysWhatBecameOfEach()
    {
        string? sent = null;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            if (context.Request.Method == "POST")
            {
                sent = await new StreamReader(context.Request.Body).ReadToEndAsync();
            }

            await FakeServer.AnswerAsync(context, 200, context.Request.Method == "GET" ? Open : """
                {"resolved":2,"failed":1,"more":false,"last":9,"items":[{"id":2,"outcome":"replayed","error":null},{"id":4,"outcome":"failed","error":"still broken"},{"id":9,"outcome":"replayed","error":null}]}
                """);
        });

        var run = await CommandLineRun.OfAsync(server.Url, "dead-letters", "replay", "--all", "--yes", "--account", "stripe");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Equal(["2\treplayed", "9\treplayed"], run.Lines);
        Assert.Contains("4\tnot replayed: still broken", run.Error, StringComparison.Ordinal);
        Assert.Equal("""{"ids":[2,4,9]}""", sent);
        Assert.Equal(["GET /v1/dead-letters?account=stripe&status=open&limit=200", "POST /v1/dead-letters/replay"], server.Requests);
    }

    [Fact]
    public async Task DiscardAll_OfManyMoreThanOneCallTakes_IsSeveral()
    {
        var letters = string.Join(',', Enumerable.Range(1, 150).Select(static id => $$"""{"id":{{id}}}"""));
        var sizes = new List<int>();
        await using var server = await FakeServer.StartAsync(async context =>
        {
            if (context.Request.Method == "GET")
            {
                await FakeServer.AnswerAsync(context, 200, $$"""{"items":[{{letters}}],"more":false,"next_cursor":null}""");
                return;
            }

            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            var ids = body.RootElement.GetProperty("ids").EnumerateArray().Select(static id => id.GetInt64()).ToList();
            sizes.Add(ids.Count);
            await FakeServer.AnswerAsync(context, 200, $$"""{"items":[{{string.Join(',', ids.Select(static id => $$"""{"id":{{id}},"outcome":"discarded","error":null}"""))}}]}""");
        });

        var run = await CommandLineRun.OfAsync(server.Url, "dead-letters", "discard", "--all", "--yes", "--json");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal([100, 50], sizes);
        Assert.Equal(150, run.Lines.Count);
        Assert.Equal("""{"id":1,"outcome":"discarded","error":null}""", run.Lines[0]);
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
