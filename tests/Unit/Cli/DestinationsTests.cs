using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class DestinationsTests : IDisposable
{
    private const string Destination = """{"id":"dst_1","number":1,"tenant":null,"url":"https://hooks.example.com/","state":"active","types":["invoice.*"],"ordered":"entity","description":"","secrets":[{"fingerprint":"5f0c1a9e","scheme":"v1","public_key":null,"created_at":null,"expires_at":null}]}""";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Create_SendsWhatWasGiven_AndShowsTheGeneratedSecretLast()
    {
        await File.WriteAllTextAsync(_file, "X-Api-Key: fake-credential\n", TestContext.Current.CancellationToken);
        var (server, bodies) = await StartAsync(201, $$"""{"destination":{{Destination}},"generated_secret":"whsec_fake_generated"}""");
        await using var running = server;

        var run = await CommandLineRun.OfAsync(
            server.Url, "destinations", "create", "https://hooks.example.com/", "--type", "invoice.*", "--type", "order.*", "--fields", """{"/a":[1]}""",
            "--header-from", $"@{_file}", "--rate", "none", "--retry", "00:00:05,00:05:00", "--tenant", "acme", "--disable-after", "none");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal(
            """{"url":"https://hooks.example.com/","tenant":"acme","types":["invoice.*","order.*"],"fields":{"/a":[1]},"headers":{"X-Api-Key":"fake-credential"},"rate":null,"retry":["00:00:05","00:05:00"],"disable_after":null}""",
            Assert.Single(bodies));
        Assert.Equal("whsec_fake_generated", run.Lines[^1]);
    }

    [Fact]
    public async Task Change_SendsOnlyWhatWasGiven()
    {
        var (server, bodies) = await StartAsync(200, Destination);
        await using var running = server;
        var run = await CommandLineRun.OfAsync(server.Url, "destinations", "change", "dst_1", "--retry", "none", "--concurrency", "3");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal("""{"concurrency":3,"retry":[]}""", Assert.Single(bodies));
    }

    [Theory]
    [InlineData("GET /v1/destinations/dst_1", "destinations", "show", "dst_1")]
    [InlineData("PATCH /v1/destinations/dst_1", "destinations", "disable", "dst_1")]
    [InlineData("PATCH /v1/destinations/dst_1", "destinations", "enable", "dst_1")]
    [InlineData("DELETE /v1/destinations/dst_1", "destinations", "delete", "dst_1")]
    [InlineData("DELETE /v1/destinations/dst_1/secrets/5f0c1a9e", "destinations", "secrets", "retire", "dst_1", "5f0c1a9e")]
    public async Task EachCommand_AsksForOneThing(string request, params string[] arguments)
    {
        await using var server = await FakeServer.StartAsync(200, Destination);
        var run = await CommandLineRun.OfAsync(server.Url, arguments);

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal([request], server.Requests);
        Assert.Contains("dst_1", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeaderItself_OrNoJson_IsRefusedAndNotQuoted()
    {
        await using var server = await FakeServer.StartAsync(200, Destination);
        var header = await CommandLineRun.OfAsync(server.Url, "destinations", "change", "dst_1", "--header-from", "X-Api-Key: fake-credential");
        var fields = await CommandLineRun.OfAsync(server.Url, "destinations", "change", "dst_1", "--fields", "{");

        Assert.Equal((CommandExit.Usage, CommandExit.Usage), (header.Exit, fields.Exit));
        Assert.DoesNotContain("fake-credential", header.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Publish_TakesDataFromAFile_AsItIs()
    {
        await File.WriteAllTextAsync(_file, """{ "n": 1.50 }""", TestContext.Current.CancellationToken);
        var (server, bodies) = await StartAsync(201, """{"id":"evt_1","type":"order.shipped","stream":"product/events/-/o-1","status":"appended"}""");
        await using var running = server;
        var run = await CommandLineRun.OfAsync(server.Url, "publish", "order.shipped", "--payload", $"@{_file}", "--stream", "o-1");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal("""{"type":"order.shipped","stream":"o-1","data":{ "n": 1.50 }}""", Assert.Single(bodies));
        Assert.Equal(["evt_1\tappended\tproduct/events/-/o-1"], run.Lines);
        Assert.Equal(CommandExit.Usage, (await CommandLineRun.OfAsync(server.Url, "publish", "order.shipped", "--payload", "no json")).Exit);
    }

    private static async Task<(FakeServer Server, List<string> Bodies)> StartAsync(int status, string answer)
    {
        var bodies = new List<string>();
        var server = await FakeServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            await FakeServer.AnswerAsync(context, status, answer);
        });
        return (server, bodies);
    }
}
