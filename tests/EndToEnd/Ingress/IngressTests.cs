using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>What a provider, or somebody who pretends to be one, gets to hear from the real process.</summary>
public sealed class IngressTests(IngressTests.Running running) : IClassFixture<IngressTests.Running>
{
    private const int MaxBodyBytes = 8192;

    private static readonly byte[] Body = Webhook.Customer("evt_signature", "cus_signature", "Signature", 1_760_000_000);

    /// <summary>Headers that must be refused, each with the reason that only the log tells.</summary>
    public static TheoryData<string, string?, string> Refused => new()
    {
        { "no header", null, "MissingHeader" },
        { "no signature in it", "t=1760000000", "MalformedHeader" },
        { "only the test scheme", Webhook.Sign(Body).Replace("v1=", "v0=", StringComparison.Ordinal), "MalformedHeader" },
        { "another body", Webhook.Sign([.. Body, (byte)' ']), "NoMatch" },
        { "another secret", Providers.Stripe.StripeSignature.Sign(Body, "whsec_another_fake_secret", TimeProvider.System.GetUtcNow()), "NoMatch" },
        { "too old", Webhook.Sign(Body, TimeSpan.FromSeconds(-330)), "TimestampOutsideTolerance" },
        { "from the future", Webhook.Sign(Body, TimeSpan.FromHours(1)), "TimestampOutsideTolerance" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task Send_SignatureWrong_Is401AndOnlyTheLogSaysWhy(string fault, string? header, string logged)
    {
        var answer = await Webhook.SendAsync(running.Process, Body, header);

        Assert.True(answer.Status == 401, $"{fault}: {answer}");
        Assert.Equal("application/problem+json", answer.MediaType);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal("signature", problem.RootElement.GetProperty("code").GetString());
        Assert.Equal("The signature is missing or does not verify.", problem.RootElement.GetProperty("detail").GetString());
        Assert.DoesNotContain(logged, answer.Body, StringComparison.OrdinalIgnoreCase);
        await running.Process.WaitForLogAsync($"was refused: {logged}");
        Assert.Null(await running.Database.ScalarAsync("SELECT event_id FROM journal WHERE event_id = 'evt_signature'"));
    }

    [Fact]
    public async Task Send_UnknownSource_Is404()
    {
        var answer = await Webhook.SendAsync(running.Process, Body, Webhook.Sign(Body), source: "nobody");

        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.MediaType));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_TooLarge_Is413(bool isChunked)
    {
        var body = Webhook.Customer("evt_large", "cus_large", new string('x', MaxBodyBytes), 1_760_000_000);

        var answer = await Webhook.SendAsync(running.Process, body, Webhook.Sign(body), isChunked: isChunked);

        Assert.Equal((413, "application/problem+json"), (answer.Status, answer.MediaType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"id":"evt_no_type"}""")]
    [InlineData("""{"type":"customer.updated"}""")]
    [InlineData("""{"id":"evt_cut","type":"customer.updated","data":{""")]
    public async Task Send_SignedButNoEvent_Is400(string text)
    {
        var answer = await Webhook.SendAsync(running.Process, Encoding.UTF8.GetBytes(text));

        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.MediaType));
    }

    [Fact]
    public async Task Send_Twice_SecondIsADuplicate()
    {
        var body = Webhook.Customer("evt_twice", "cus_twice", "Twice", 1_760_000_000);

        var first = await Webhook.SendAsync(running.Process, body);
        var second = await Webhook.SendAsync(running.Process, body);

        Assert.Equal((200, """{"received":true}"""), (first.Status, first.Body));
        Assert.Equal((200, """{"received":true,"duplicate":true}"""), (second.Status, second.Body));
        Assert.Equal(1L, await running.Database.ScalarAsync("SELECT count(*) FROM journal WHERE event_id = 'evt_twice'"));
    }

    [Fact]
    public async Task Send_UnknownType_IsKeptByteByByteAndAppliedAsNothing()
    {
        var body = """{ "id": "evt_unknown", "type": "starship.launched", "created": 1760000000, "data": {"object": {"id": "ship_1", "object": "starship"}} }"""u8.ToArray();

        var answer = await Webhook.SendAsync(running.Process, body);

        Assert.Equal((200, """{"received":true}"""), (answer.Status, answer.Body));
        Assert.Equal(body, (byte[]?)await running.Database.ScalarAsync("SELECT payload FROM journal WHERE event_id = 'evt_unknown'"));
        await Patiently.ReadAsync(
            "Whether the unknown event is applied",
            () => running.Database.ScalarAsync("SELECT c.applied >= j.version FROM journal j JOIN stream_cursors c USING (stream) WHERE j.event_id = 'evt_unknown'"),
            static applied => applied is true);
    }

    [Fact]
    public async Task Send_BodyTrickles_Is408()
    {
        var answer = await SendRawAsync("POST /ingest/stripe HTTP/1.1\r\nHost: signalbox\r\nContent-Length: 4000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_HeadersNeverEnd_Is408()
    {
        var answer = await SendRawAsync("POST /ingest/stripe HTTP/1.1\r\nHost: signalbox\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_HeadersTooLarge_Is431()
    {
        var answer = await SendRawAsync($"POST /ingest/stripe HTTP/1.1\r\nHost: signalbox\r\nX-Large: {new string('x', 33 << 10)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    /// <summary>Sends the text, then nothing, and reads until the process closes the connection.</summary>
    private async Task<string> SendRawAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var client = new TcpClient();
        await client.ConnectAsync(running.Process.Address.Host, running.Process.Address.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), patience.Token);
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer, patience.Token);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    /// <summary>One process for all of them.</summary>
    public sealed class Running : IAsyncLifetime
    {
        /// <summary>The process.</summary>
        public SignalboxProcess Process { get; private set; } = null!;

        /// <summary>Its database.</summary>
        public TestDatabase Database { get; private set; } = null!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Database = await TestDatabase.CreateAsync();
            Process = await SignalboxProcess.StartAsync(new Dictionary<string, string>
            {
                ["ConnectionStrings__Signalbox"] = Database.ConnectionString,
                ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
                ["Signalbox__Ingress__MaxBodyBytes"] = $"{MaxBodyBytes}",
                ["Signalbox__Limits__LoggedRefusals"] = "1000",
            });
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await Process.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
