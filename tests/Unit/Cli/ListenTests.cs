using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Signalbox.Connection;
using Signalbox.Feed;
using Signalbox.Listen;
using Signalbox.Output;
using Signalbox.Providers.Signing;
using Signalbox.Tests.Unit.Feed;

namespace Signalbox.Tests.Unit.Cli;

/// <summary><c>listen</c>: the feed of a server, relayed to a receiver.</summary>
public sealed class ListenTests
{
    private const string Secret = "whsec_ZmFrZS1zZWNyZXQtb2YtYS10ZXN0LW5vdC1yZWFs";
    private const string Body = "{\n  \"exact\": \"bytes ü\"\r\n}";

    [Fact]
    public async Task Listen_ForwardsTheExactBytesSigned_InOrder_ThroughBreaksAndAReceiverThatFails_AndEndsWith0()
    {
        var connections = 0;
        await using var feed = await FakeServer.StartAsync(context => ++connections switch
        {
            1 => WriteAsync(context, FeedFrames.Beginning(40), Frame(41), Frame(42)),

            // Breaks in the middle of an event, which therefore was not seen.
            2 => WriteAsync(context, FeedFrames.Beginning(42), Frame(43), Frame(44)[..60]),
            3 => FakeServer.AnswerAsync(context, 503, """{"detail":"away"}"""),
            4 => WriteAsync(context, FeedFrames.Beginning(43), FeedFrames.Heartbeat(43), Frame(44), FeedFrames.Closed("stopping", 44)),
            _ => WriteAsync(context, FeedFrames.Beginning(44), Frame(45)),
        });
        var received = new ConcurrentQueue<(Dictionary<string, string> Headers, byte[] Body)>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await FakeServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue((context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            context.Response.StatusCode = received.Count == 2 ? 500 : 204;
            if (received.Count == 5)
            {
                last.TrySetResult();
            }
        });
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var session = new Session(
            new Terminal { In = TextReader.Null, Out = output, Error = error, OpenOut = () => Stream.Null }, new ConnectionSettings(_ => null), Json: false, new HurriedTimeProvider());
        using var client = new SignalboxClient(feed.Url, "not-a-real-key");
        using var forwarder = new Forwarder(new Uri(receiver.Url, "/hooks"), StandardWebhooksSigner.Standard(Secret));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var following = new FeedFollower(session, client, QueryText.None.With("raw", "true"), (e, token) => forwarder.ForwardAsync(e, session, token)).RunAsync(null, stop.Token);
        await Task.WhenAny(last.Task, following);
        await stop.CancelAsync();

        Assert.Equal(CommandExit.Ok, await following);
        Assert.Equal(["evt_41", "evt_42", "evt_43", "evt_44", "evt_45"], received.Take(5).Select(static r => r.Headers["signalbox-event-id"]));
        Assert.Equal(
            ["GET /v1/feed?raw=true", "GET /v1/feed?raw=true&after=42", "GET /v1/feed?raw=true&after=43", "GET /v1/feed?raw=true&after=43", "GET /v1/feed?raw=true&after=44"],
            feed.Requests.Take(5));
        var (headers, body) = received.First();
        Assert.Equal(Body, Encoding.UTF8.GetString(body));
        Assert.Equal("msg_0000000000000411", headers["webhook-id"]);
        Assert.Equal(
            ["customer.%C3%BCpdated", "stripe/customer/cus_1", "41", "stripe", "1", "application/json"],
            new[] { "signalbox-event-type", "signalbox-stream", "signalbox-version", "signalbox-source", "signalbox-attempt", "Content-Type" }.Select(name => headers[name]));
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers["webhook-timestamp"], null));
        Assert.Equal(
            StandardWebhooksSigner.Standard(Secret).Sign(new WebhookToSign("msg_0000000000000411", "", "", body), at).Single(static h => h.Key == "webhook-signature").Value,
            headers["webhook-signature"]);
        var lines = output.ToString().Split('\n');
        Assert.StartsWith("→ customer.üpdated stripe/customer/cus_1 [204] ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("→ customer.üpdated stripe/customer/cus_1 [500] ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("The feed has ended. Waiting for it.\nThe server answers again.\n", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("The server closed the feed: stopping.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_WithoutForwardTo_PrintsEachEvent_UntilTheServerRefuses()
    {
        var connections = 0;
        await using var feed = await FakeServer.StartAsync(context => ++connections == 1
            ? WriteAsync(context, FeedFrames.Beginning(40), Frame(41))
            : FakeServer.AnswerAsync(context, 410, """{"detail":"Events behind this id are not kept any more."}"""));

        var run = await CommandLineRun.OfAsync(feed.Url, "listen", "--types", "customer.*,a", "--source", "stripe", "--tenant", "acme", "--after", "7");

        Assert.Equal((CommandExit.Usage, "customer.üpdated stripe/customer/cus_1 evt_41 41\n"), (run.Exit, run.Out));
        Assert.Contains("are not kept any more", run.Error, StringComparison.Ordinal);
        Assert.Equal("GET /v1/feed?type=customer.%2A%2Ca&source=stripe&tenant=acme&after=7", feed.Requests.First());
    }

    [Theory]
    [InlineData(2, "--forward-to", "localhost")]
    [InlineData(2, "--forward-to", "http://localhost:1", "--secret", "whsec_§")]
    [InlineData(2, "--secret", Secret)]
    [InlineData(3)]
    public async Task Listen_ThatCannotBegin_SaysWhy(int exit, params string[] arguments)
    {
        var run = await CommandLineRun.OfAsync(new Uri("http://127.0.0.1:1"), ["listen", .. arguments]);

        Assert.Equal(exit, (int)run.Exit);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("§", run.Error, StringComparison.Ordinal);
    }

    private static byte[] Frame(long seq) => FeedFrames.Of(FakeFeed.Event(seq, "customer.üpdated", Body), withRaw: true);

    private static async Task WriteAsync(HttpContext context, params byte[][] frames)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var frame in frames)
        {
            await context.Response.Body.WriteAsync(frame, context.RequestAborted);
        }
    }
}
