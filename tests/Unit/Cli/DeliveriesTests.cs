using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class DeliveriesTests
{
    private const string Delivery = """{"id":"dlv_7_1","status":"dead","destination":"dst_1","event":"evt_1","type":"invoice.paid","attempts":8,"made_at":null,"due_at":null,"fault":"status"}""";

    [Fact]
    public async Task List_Failed_AsksForThose()
    {
        await using var server = await FakeServer.StartAsync(200, $$"""{"items":[{{Delivery}}],"more":false,"next_cursor":null}""");
        var run = await CommandLineRun.OfAsync(server.Url, "deliveries", "--failed", "--destination", "dst_1", "--event", "msg_00");

        Assert.Equal(["dlv_7_1\tdead\tdst_1\tevt_1\tinvoice.paid\t8\t\t\tstatus"], run.Lines);
        Assert.Equal(["GET /v1/deliveries?status=failed&destination=dst_1&event=msg_00&limit=50"], server.Requests);
        Assert.Equal(CommandExit.Usage, (await CommandLineRun.OfAsync(server.Url, "deliveries", "--failed", "--status", "dead")).Exit);
    }

    [Fact]
    public async Task Show_TellsWhatWasTried()
    {
        await using var server = await FakeServer.StartAsync(200, $$"""{"delivery":{{Delivery}},"attempts":[{"attempt":8,"at":null,"result":"status","status":500,"duration_ms":12,"next_at":null,"error":"e","response":"no"}]}""");
        var run = await CommandLineRun.OfAsync(server.Url, "deliveries", "show", "dlv_7_1");

        Assert.Equal((CommandExit.Ok, "8\t\tstatus\t500\t12\t\te\tno"), (run.Exit, run.Lines[^1]));
        Assert.Equal(["GET /v1/deliveries/dlv_7_1"], server.Requests);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("discard")]
    public async Task Change_GoesOnBehindARefusal(string verb)
    {
        await using var server = await FakeServer.StartAsync(context => context.Request.Path.Value!.Contains("dlv_7_1", StringComparison.Ordinal)
            ? FakeServer.AnswerAsync(context, 200, Delivery)
            : FakeServer.AnswerAsync(context, 409, """{"detail":"The delivery is parked."}"""));
        var run = await CommandLineRun.OfAsync(server.Url, "deliveries", verb, "dlv_7_2", "dlv_7_1");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Equal(["dlv_7_1\tdead"], run.Lines);
        Assert.Contains("parked", run.Error, StringComparison.Ordinal);
        Assert.Equal([$"POST /v1/deliveries/dlv_7_2/{verb}", $"POST /v1/deliveries/dlv_7_1/{verb}"], server.Requests);
    }

    [Fact]
    public async Task Recover_NeedsSince_AndSaysWhetherThereIsMore()
    {
        string? sent = null;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent = await reader.ReadToEndAsync();
            await FakeServer.AnswerAsync(context, 200, """{"recovered":100000,"more":true}""");
        });
        var run = await CommandLineRun.OfAsync(server.Url, "recover", "dst_1", "--since", "2026-01-31");

        Assert.Equal(["100000\trecovered"], run.Lines);
        Assert.Contains("run it again", run.Error, StringComparison.Ordinal);
        Assert.Equal("""{"since":"2026-01-31"}""", sent);
        Assert.Equal(CommandExit.Usage, (await CommandLineRun.OfAsync(server.Url, "recover", "dst_1")).Exit);
    }

    [Fact]
    public async Task Resend_GoesOnToTheEnd()
    {
        var sent = new List<string>();
        await using var server = await FakeServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent.Add(await reader.ReadToEndAsync());
            await FakeServer.AnswerAsync(context, 200, $$"""{"resent":2,"looked":5,"more":true,"next_cursor":{{(sent.Count == 1 ? "\"c\"" : "null")}}}""");
        });
        var run = await CommandLineRun.OfAsync(server.Url, "destinations", "resend", "dst_1", "--from", "2026-01-31", "--to", "2026-02-01", "--type", "invoice.*");

        Assert.Equal(["4\tof 10 events are sent again"], run.Lines);
        Assert.Equal(
            ["""{"from":"2026-01-31","to":"2026-02-01","types":["invoice.*"]}""", """{"from":"2026-01-31","to":"2026-02-01","types":["invoice.*"],"cursor":"c"}"""], sent);
    }

    [Fact]
    public async Task TestAndHealth_OfADestination()
    {
        await using var server = await FakeServer.StartAsync(context => context.Request.Method == "POST"
            ? FakeServer.AnswerAsync(context, 202, """{"destination":"dst_1","event":"destination.test:1"}""")
            : FakeServer.AnswerAsync(context, 200, """{"destination":"dst_1","requests":4,"results":{"timeout":3}}"""));

        Assert.Equal(["destination.test:1"], (await CommandLineRun.OfAsync(server.Url, "destinations", "test", "dst_1")).Lines);
        Assert.Equal(["destination\tdst_1", "requests\t4", "results.timeout\t3"], (await CommandLineRun.OfAsync(server.Url, "destinations", "health", "dst_1")).Lines);
        Assert.Equal(["POST /v1/destinations/dst_1/test", "GET /v1/destinations/dst_1/health"], server.Requests);
    }
}
