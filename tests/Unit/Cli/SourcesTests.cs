using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class SourcesTests : IDisposable
{
    private const string Source = """{"name":"eu","provider":"stripe","state":"active","managed_by":"api","path":"/ingest/eu","description":"","dead_letters":"go_on","has_api_key":false,"created_at":null,"secrets":[{"fingerprint":"5f0c1a9e","created_at":null,"expires_at":null,"verified":3,"last_matched_at":null}]}""";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Create_ReadsTheSecretFromAFile()
    {
        await File.WriteAllTextAsync(_file, "whsec_fake_from_a_file\n", TestContext.Current.CancellationToken);
        string? body = null;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync();
            await FakeServer.AnswerAsync(context, 201, $$"""{"source":{{Source}},"generated_secret":"whsec_fake_generated"}""");
        });

        var run = await CommandLineRun.OfAsync(server.Url, "sources", "create", "eu", "--provider", "stripe", "--secret", $"@{_file}");

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal("""{"name":"eu","provider":"stripe","dead_letters":"go_on","secrets":["whsec_fake_from_a_file"]}""", body);
        Assert.Equal("whsec_fake_generated", run.Lines[^1]);
    }

    [Fact]
    public async Task Create_WithTheSecretItself_IsRefusedAndNotQuoted()
    {
        await using var server = await FakeServer.StartAsync(201, Source);

        var run = await CommandLineRun.OfAsync(server.Url, "sources", "create", "eu", "--secret", "whsec_fake_in_the_history");

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.DoesNotContain("whsec_fake", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("GET /v1/sources/eu", "sources", "show", "eu")]
    [InlineData("PATCH /v1/sources/eu", "sources", "disable", "eu")]
    [InlineData("PATCH /v1/sources/eu", "sources", "enable", "eu")]
    [InlineData("DELETE /v1/sources/eu", "sources", "delete", "eu")]
    [InlineData("DELETE /v1/sources/eu?force=true", "sources", "delete", "eu", "--force")]
    [InlineData("DELETE /v1/sources/eu/secrets/5f0c1a9e", "sources", "secrets", "retire", "eu", "5f0c1a9e")]
    public async Task EachCommand_AsksForOneThing(string request, params string[] arguments)
    {
        await using var server = await FakeServer.StartAsync(200, Source);

        var run = await CommandLineRun.OfAsync(server.Url, arguments);

        Assert.Equal(CommandExit.Ok, run.Exit);
        Assert.Equal([request], server.Requests);
        Assert.Contains("eu", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_SayWhy()
    {
        await using var server = await FakeServer.StartAsync(409, """{"code":"managed_by_settings","detail":"It is in the settings."}""");

        foreach (var arguments in new string[][] { ["sources", "disable", "stripe"], ["sources", "delete", "stripe"], ["sources", "secrets", "add", "stripe"], ["keys", "rotate"] })
        {
            var run = await CommandLineRun.OfAsync(server.Url, arguments);
            Assert.Equal(CommandExit.Usage, run.Exit);
            Assert.Contains("It is in the settings.", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_AreShownByTheirFingerprints()
    {
        await using var server = await FakeServer.StartAsync(200, """{"master_key":"0e4bd1c86e1f2a97","origin":"file","left":3}""");

        var run = await CommandLineRun.OfAsync(server.Url, "keys");

        Assert.Equal(["master_key\t0e4bd1c86e1f2a97", "origin\tfile", "left\t3"], run.Lines);
    }
}
