using System.Text;
using System.Text.Json;
using Signalbox.Output;
using Signalbox.Providers.Signing;

namespace Signalbox.Tests.Unit.Cli;

public sealed class VerifyTests : IDisposable
{
    private const string Secret = "fake_secret_of_the_verify_tests";
    private const string Body = """{"id": 1, "action": "opened"}""";
    private readonly string _file = Path.GetTempFileName();
    private readonly string _secret = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_secret);
    }

    [Fact]
    public async Task WithoutAServer_AcceptsWhatIsGenuine_AndExplainsWhatIsNot()
    {
        await File.WriteAllTextAsync(_secret, Secret, TestContext.Current.CancellationToken);
        await WriteAsync(Body);
        var genuine = await CommandLineRun.OfAsync((Uri?)null, "verify", "--provider", "github", "--secret", $"@{_secret}", "--file", _file);
        await WriteAsync("""{"id":1,"action":"opened"}""");
        var changed = await CommandLineRun.OfAsync((Uri?)null, "verify", "--provider", "github", "--secret", $"@{_secret}", "--file", _file, "--json");

        Assert.Equal(CommandExit.Ok, genuine.Exit);
        Assert.StartsWith("accepted:", genuine.Out, StringComparison.Ordinal);
        Assert.Equal(CommandExit.Failed, changed.Exit);
        Assert.Equal("body_reserialized", JsonDocument.Parse(changed.Out).RootElement.GetProperty("causes")[0].GetProperty("code").GetString());
        Assert.DoesNotContain(Secret, genuine.Out + changed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithASource_AsksTheServer()
    {
        await WriteAsync(Body);
        string? sent = null;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sent = await reader.ReadToEndAsync();
            await FakeServer.AnswerAsync(context, 200, """{"accepted":false,"verdict":"no_match","summary":"wrong","checks":[{"name":"signature","outcome":"failed","detail":"no"}],"causes":[]}""");
        });

        var run = await CommandLineRun.OfAsync(server.Url, "verify", "--source", "hub", "--file", _file, "--received-at", "2026-01-31T12:00:00Z");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Equal(["POST /v1/sources/hub/diagnose"], server.Requests);
        var json = JsonDocument.Parse(sent!).RootElement;
        Assert.Equal("https://example.com/ingest/hub", json.GetProperty("url").GetString());
        Assert.Equal(Body, Encoding.UTF8.GetString(json.GetProperty("body_base64").GetBytesFromBase64()));
        Assert.Equal("2026-01-31T12:00:00Z", json.GetProperty("received_at").GetString());
    }

    [Theory]
    [InlineData("verify", "--source", "hub", "--provider", "github")]
    [InlineData("verify")]
    [InlineData("verify", "--provider", "nobody", "--secret", "-")]
    [InlineData("verify", "--provider", "github")]
    public async Task WrongOptions_AreUsage(params string[] arguments)
    {
        await WriteAsync(Body);

        var run = await CommandLineRun.OfAsync((Uri?)null, [.. arguments, "--file", _file]);

        Assert.Equal(CommandExit.Usage, run.Exit);
    }

    [Fact]
    public async Task FileThatIsNoRequest_SaysTheLine()
    {
        await File.WriteAllTextAsync(_file, "POST / HTTP/1.1\nnonsense\n", TestContext.Current.CancellationToken);

        var run = await CommandLineRun.OfAsync((Uri?)null, "verify", "--provider", "github", "--secret", "-", "--file", _file);

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.Contains("Line 2:", run.Error, StringComparison.Ordinal);
    }

    private Task WriteAsync(string body)
    {
        var signature = HmacSigner.GitHub(Secret).Sign(new WebhookToSign("", "https://example.com/ingest/hub", "application/json", Encoding.UTF8.GetBytes(Body)), DateTimeOffset.UnixEpoch)[0];
        return File.WriteAllTextAsync(_file, $"POST /ingest/hub HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\nX-GitHub-Event: issues\r\nX-GitHub-Delivery: 1\r\n{signature.Key}: {signature.Value}\r\n\r\n{body}", TestContext.Current.CancellationToken);
    }
}
