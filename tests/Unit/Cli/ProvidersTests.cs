using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class ProvidersTests
{
    private const string Status = """{"account":"eu","provider":"stripe","can_call":true,"limits":[{"class":"api","limit":100,"window_ms":1000,"used":83,"level":1.5,"share":1,"paused_until":null,"nearly_used_up_since":null,"waiting":{"interactive":0,"refresh":4,"bulk":210},"concurrency":null}],"circuits":[{"class":"api","state":"open","succeeded":0,"failed":0,"failure_ratio":null,"breaks":2,"until":"2026-01-31T12:05:10Z"}]}""";

    [Fact]
    public async Task Providers_NoAccount_ListsThem()
    {
        await using var server = await FakeServer.StartAsync(200, """{"items":[{"account":"eu","provider":"stripe","can_call":true}],"more":false,"next_cursor":null}""");

        var run = await CommandLineRun.OfAsync(server.Url, "providers");

        Assert.Equal(["eu\tstripe\ttrue"], run.Lines);
        Assert.Equal(["GET /v1/providers"], server.Requests);
    }

    [Fact]
    public async Task Providers_AnAccount_ShowsItsLimitsAndCircuits()
    {
        await using var server = await FakeServer.StartAsync(200, Status);

        var run = await CommandLineRun.OfAsync(server.Url, "providers", "eu");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Contains(run.Lines, static line => line.StartsWith("api\t100\t1000\t83\t1\t", StringComparison.Ordinal) && line.Contains("interactive 0, refresh 4, bulk 210", StringComparison.Ordinal));
        Assert.Contains(run.Lines, static line => line.StartsWith("api\topen\t", StringComparison.Ordinal));
        Assert.Equal(["GET /v1/providers/eu"], server.Requests);
    }

    [Fact]
    public async Task Providers_Json_IsTheServersAnswer()
    {
        await using var server = await FakeServer.StartAsync(200, Status);

        Assert.Equal([Status], (await CommandLineRun.OfAsync(server.Url, "providers", "eu", "--json")).Lines);
    }
}
