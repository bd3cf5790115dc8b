using System.Text;
using Signalbox.Output;
using Signalbox.Providers;
using Signalbox.Providers.Signing;
using Signalbox.Providers.Stripe;
using Signalbox.Simulation;
using Signalbox.Trigger;

namespace Signalbox.Tests.Unit.Cli;

public sealed class WebhookSenderTests
{
    private const string PlainSecret = "whsec_test_not_a_secret";

    private static readonly WebhookSecret Secret = new(PlainSecret);
    private static readonly SimulatedEvent Webhook = new("evt_1", "ping", 1, Encoding.UTF8.GetBytes("""{"id":"evt_1"}"""), "x", "x");

    [Fact]
    public async Task Send_IsSignedAndReceived()
    {
        var fault = SignatureFault.MissingHeader;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            fault = StripeSignature.Verify(
                context.Request.Headers[StripeSignature.HeaderName].ToString(), body.ToArray(), [Secret], TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5)).Fault;
            await FakeServer.AnswerAsync(context, 200, """{"received":true}""");
        });

        Assert.Equal(DeliveryOutcome.Accepted, (await SendAsync(server, TimeProvider.System)).Outcome);
        Assert.Equal(SignatureFault.None, fault);
        Assert.Equal(["POST /ingest/stripe"], server.Requests);
    }

    [Fact]
    public async Task Send_KnownBefore_IsADuplicate()
    {
        await using var server = await FakeServer.StartAsync(200, """{"received":true,"duplicate":true}""");

        Assert.Equal(DeliveryOutcome.Duplicate, (await SendAsync(server, TimeProvider.System)).Outcome);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Send_Busy_WaitsAsLongAsItSays_WithinBounds(int busy)
    {
        var answers = new Queue<string?>(["7", null, "86400", "0"]);
        await using var server = await FakeServer.StartAsync(context =>
        {
            if (!answers.TryDequeue(out var wait))
            {
                return FakeServer.AnswerAsync(context, 200, """{"received":true}""");
            }

            context.Response.Headers.RetryAfter = wait;
            return FakeServer.AnswerAsync(context, busy, """{"detail":"busy"}""");
        });
        var time = new HurriedTimeProvider();

        Assert.Equal(DeliveryOutcome.Accepted, (await SendAsync(server, time)).Outcome);
        Assert.Equal([TimeSpan.FromSeconds(7), WebhookSender.UsualWait, WebhookSender.LongestWait], time.Waits);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Send_BusyForEver_GivesUp()
    {
        await using var server = await FakeServer.StartAsync(503, """{"detail":"busy"}""");

        Assert.Equal(new Delivery(DeliveryOutcome.Failed, "503", "busy"), await SendAsync(server, new HurriedTimeProvider()));
        Assert.Equal(WebhookSender.MostTries, server.Requests.Count);
    }

    [Theory]
    [InlineData(401, CommandExit.Unauthorized)]
    [InlineData(404, CommandExit.NotFound)]
    public async Task Trigger_FirstIsRefusedForGood_StopsThere(int status, object exit)
    {
        await using var server = await FakeServer.StartAsync(status, """{"detail":"no"}""");

        var run = await CommandLineRun.OfAsync(server.Url, "trigger", "stripe", "checkout", "--secret", "whsec_test_not_a_secret");

        Assert.Equal(exit, run.Exit);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Trigger_SomeAreRefused_CountsThemByStatus()
    {
        var count = 0;
        await using var server = await FakeServer.StartAsync(context =>
            Interlocked.Increment(ref count) % 3 == 0 ? FakeServer.AnswerAsync(context, 413, """{"detail":"large"}""")
            : FakeServer.AnswerAsync(context, 200, """{"received":true}"""));

        var run = await CommandLineRun.OfAsync(
            server.Url, "trigger", "stripe", "random", "--events", "9", "--seed", "4", "--secret", "whsec_test_not_a_secret", "--connections", "3", "--json");

        Assert.Equal(CommandExit.Failed, run.Exit);
        Assert.Contains("\"seed\":4,", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"sent\":9,\"accepted\":6,\"duplicates\":0,\"failed\":3,\"failures\":{\"413\":3},\"not_sent\":0", run.Out, StringComparison.Ordinal);
    }

    private static async Task<Delivery> SendAsync(FakeServer server, TimeProvider time)
    {
        using var http = new HttpClient();
        return await new WebhookSender(http, new Uri(server.Url, "ingest/stripe"), WebhookSigners.Create("stripe", PlainSecret), time).SendAsync(Webhook, TestContext.Current.CancellationToken);
    }
}
