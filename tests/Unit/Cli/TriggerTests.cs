using System.Collections.Concurrent;
using System.Security.Cryptography;
using Signalbox.Output;
using Signalbox.Providers.Signing;
using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Cli;

/// <summary><c>trigger</c> for providers other than Stripe, against a server that looks at each request.</summary>
public sealed class TriggerTests
{
    private const string SvixSecret = "whsec_ZmFrZS1zZWNyZXQtb2YtYS10ZXN0LW5vdC1yZWFs";

    public static TheoryData<string, string> Samples { get; } = new()
    {
        { "ayrshare", "links" },
        { "clerk", "user.created" },
        { "github", "pull-request" },
        { "resend", "bounce" },
        { "sendgrid", "delivered-opened-clicked" },
        { "shopify", "orders/paid" },
        { "slack", "conversation" },
        { "standard-webhooks", "contact-lifecycle" },
        { "stripe", "customer.created" },
        { "supabase", "row-lifecycle" },
        { "twilio", "conversation-with-stop" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Trigger_SendsWhatTheProviderWould_SignedForItsSource(string provider, string what)
    {
        var requests = new ConcurrentQueue<(string Type, Dictionary<string, string> Headers, byte[] Body)>();
        await using var server = await ServerAsync(requests);
        var secret = SecretOf(provider);

        var run = await CommandLineRun.OfAsync(server.Url, "trigger", provider, what, "--seed", "5", "--start", "2026-01-05T09:00:00Z", "--secret", secret, "--json");

        Assert.True(run.Exit is CommandExit.Ok, run.Error);
        var expected = SimulatedProviders.Get(provider).Play(what, new HistoryRequest(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero)) { Seed = 5 }).Events;
        Assert.Equal(expected.Select(webhook => webhook.Body), requests.Select(request => request.Body));
        foreach (var (webhook, request) in expected.Zip(requests))
        {
            Assert.Equal(webhook.ContentType.Replace("; ", ";", StringComparison.Ordinal), request.Type.Replace("; ", ";", StringComparison.Ordinal), ignoreCase: true);
            foreach (var (name, value) in webhook.Headers)
            {
                Assert.Equal(value, request.Headers[name]);
            }

            // The time of signing is the real one, so the names of the headers are what is compared; SignerTests have the values.
            var unsigned = new WebhookToSign(webhook.Id, new Uri(server.Url, $"ingest/{provider}").AbsoluteUri, webhook.ContentType, webhook.Body);
            Assert.All(
                WebhookSigners.Create(provider, secret).Sign(unsigned, DateTimeOffset.UnixEpoch).Select(header => header.Key),
                name => Assert.NotEmpty(request.Headers[name]));
        }

        Assert.All(server.Requests, line => Assert.Equal($"POST /ingest/{provider}", line));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://hooks.example.com/ingest/twilio?x=1")]
    public async Task Trigger_Twilio_SignsTheUrlAsItIsSeen(string? seen)
    {
        var requests = new ConcurrentQueue<(string Type, Dictionary<string, string> Headers, byte[] Body)>();
        await using var server = await ServerAsync(requests);
        string[] option = seen is null ? [] : ["--url-as-seen", seen];

        var run = await CommandLineRun.OfAsync(server.Url, ["trigger", "twilio", "message.sent", "--secret", "fake_auth_token", .. option]);

        Assert.Equal(CommandExit.Ok, run.Exit);
        var (type, headers, body) = Assert.Single(requests);
        var expected = new TwilioSigner("fake_auth_token")
            .Sign(new WebhookToSign("x", seen ?? new Uri(server.Url, "ingest/twilio").AbsoluteUri, type, body), DateTimeOffset.UnixEpoch).Single();
        Assert.Equal(expected.Value, headers[TwilioSigner.HeaderName]);
    }

    [Fact]
    public async Task Trigger_Drop_LeavesOutAndReports()
    {
        await using var server = await FakeServer.StartAsync(200, """{"received":true}""");

        var run = await CommandLineRun.OfAsync(
            server.Url, "trigger", "clerk", "random", "--events", "200", "--drop", "0.25", "--seed", "1", "--secret", SvixSecret, "--shuffle", "--json");

        Assert.Equal(CommandExit.Ok, run.Exit);
        var dropped = 200 - server.Requests.Count;
        Assert.InRange(dropped, 30, 70);
        Assert.Contains($"\"dropped\":{dropped},", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"provider\":\"clerk\",\"scenario\":\"random\"", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trigger_SecretFromFileOrVariable()
    {
        await using var server = await FakeServer.StartAsync(200, """{"received":true}""");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"{SvixSecret}\n", TestContext.Current.CancellationToken);

            Assert.Equal(CommandExit.Ok, (await CommandLineRun.OfAsync(server.Url, "trigger", "clerk", "user.created", "--secret", $"@{file}")).Exit);
        }
        finally
        {
            File.Delete(file);
        }

        var environment = new Dictionary<string, string> { ["SIGNALBOX_URL"] = server.Url.ToString(), ["SIGNALBOX_WEBHOOK_SECRET"] = SvixSecret };
        Assert.Equal(CommandExit.Ok, (await CommandLineRun.OfAsync(environment, "trigger", "resend", "email.sent")).Exit);
        Assert.Equal(CommandExit.Usage, (await CommandLineRun.OfAsync(environment, "trigger", "resend", "email.sent", "--secret", "-")).Exit);
        var missing = await CommandLineRun.OfAsync(environment, "trigger", "resend", "email.sent", "--secret", "@/not/there");
        Assert.Equal(CommandExit.Usage, missing.Exit);
        Assert.Contains("The secret in /not/there cannot be read", missing.Error, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Trigger_NoSecret_OrAnUnusableOne_IsNotSentAndNotShown()
    {
        await using var server = await FakeServer.StartAsync(200, """{"received":true}""");

        Assert.Equal(CommandExit.Unauthorized, (await CommandLineRun.OfAsync(server.Url, "trigger", "github", "push")).Exit);
        var run = await CommandLineRun.OfAsync(server.Url, "trigger", "clerk", "user.created", "--secret", "whsec_fake!not!base64");

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.DoesNotContain("fake!not!base64", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Trigger_NoSuchSource_NamesTheCommandThatCreatesIt()
    {
        await using var server = await FakeServer.StartAsync(404, """{"detail":"There is no source 'shop'."}""");

        var run = await CommandLineRun.OfAsync(server.Url, "trigger", "shopify", "order", "--source", "shop", "--secret", "fake_shopify_secret");

        Assert.Equal(CommandExit.NotFound, run.Exit);
        Assert.Contains("signalbox sources create shop --provider shopify", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trigger_List_ShowsScenariosAndTypes()
    {
        var all = await CommandLineRun.OfAsync(server: null, "trigger", "--list");
        var clerk = await CommandLineRun.OfAsync(server: null, "trigger", "clerk", "--list");

        Assert.Equal(CommandExit.Ok, all.Exit);
        Assert.All(SimulatedProviders.All, provider => Assert.Contains(all.Lines, line => line.Contains(provider.Name, StringComparison.Ordinal)));
        Assert.Contains(clerk.Lines, line => line.Contains("user-lifecycle", StringComparison.Ordinal));
        Assert.Contains(clerk.Lines, line => line.Contains("organizationMembership.deleted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("trigger clerk")]
    [InlineData("trigger clerk user.exploded")]
    [InlineData("trigger clerk user.created --events 4")]
    [InlineData("trigger clerk random --drop 2")]
    [InlineData("trigger clerk random --url-as-seen https://example.com")]
    [InlineData("trigger nobody random")]
    public async Task WrongCommandLine_IsUsage(string arguments)
    {
        var run = await CommandLineRun.OfAsync(server: null, arguments.Split(' '));

        Assert.Equal(CommandExit.Usage, run.Exit);
        Assert.NotEmpty(run.Error);
    }

    private static string SecretOf(string provider)
    {
        if (provider is not "sendgrid")
        {
            return provider is "clerk" or "resend" or "standard-webhooks" ? SvixSecret : "fake_secret_of_a_test";
        }

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(pair.ExportPkcs8PrivateKey());
    }

    private static Task<FakeServer> ServerAsync(ConcurrentQueue<(string Type, Dictionary<string, string> Headers, byte[] Body)> requests) => FakeServer.StartAsync(async context =>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        requests.Enqueue((
            context.Request.ContentType ?? string.Empty,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        await FakeServer.AnswerAsync(context, 200, """{"received":true}""");
    });
}
