using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Signalbox.Deliveries;
using Signalbox.Providers.Signing;
using Signalbox.Tests.Unit.Cli;
using Signalbox.Tests.Unit.Providers.Signatures;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>What is sent, and what each answer comes to, over real sockets.</summary>
public sealed class DeliverySenderTests : IDisposable
{
    private readonly SendingRig _sending = new();
    private readonly List<Received> _received = [];

    public void Dispose() => _sending.Dispose();

    [Fact]
    public async Task Send_Event_ArrivesAsStoredWithSignatureAndHeaders()
    {
        await using var server = await AnsweringAsync(200, "ok");

        var outcome = await _sending.SendAsync(SendingRig.To(new Uri(server.Url, "/hooks?x=1")), attempt: 3);

        Assert.Equal((AttemptResult.Delivered, 200, null, "ok"), (outcome.Result, outcome.Status, outcome.Error, Text(outcome)));
        Assert.True(outcome.IsDelivered);
        Assert.Equal(["POST /hooks?x=1"], server.Requests);
        var received = Assert.Single(_received);
        Assert.Equal(SendingRig.Body, received.Text);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["content-type"] = "application/json; charset=utf-8",
                ["user-agent"] = $"Signalbox/{typeof(DeliverySender).Assembly.GetName().Version!.ToString(3)}",
                ["webhook-id"] = "msg_00064e1f3a800001",
                ["webhook-timestamp"] = "1767225600",
                ["signalbox-event-type"] = "invoice.paid",
                ["signalbox-event-id"] = "evt_1",
                ["signalbox-stream"] = "stripe/customer/cus_1",
                ["signalbox-version"] = "7",
                ["signalbox-source"] = "stripe",
                ["signalbox-attempt"] = "3",
            },
            received.Headers.Where(static h => h.Key is not ("webhook-signature" or "host" or "content-length")).ToDictionary());
        Assert.True(Verification.IsGenuine("standard-webhooks", received.Headers, received.Body, SendingRig.Secret, _sending.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Send_SeveralSecrets_EachThatHoldsSigns()
    {
        await using var server = await AnsweringAsync(204);
        var asymmetric = StandardWebhooksKey.NewAsymmetricSecret();
        Assert.True(StandardWebhooksKey.TryParse(asymmetric, out var key));
        var (expired, expiring) = (StandardWebhooksKey.NewSymmetricSecret(), StandardWebhooksKey.NewSymmetricSecret());
        var now = _sending.Time.GetUtcNow();
        var destination = SendingRig.To(server.Url) with
        {
            Secrets = [new(expired, now), new(expiring, now + TimeSpan.FromSeconds(1)), new(SendingRig.Secret, null), new(asymmetric, null)],
        };

        await _sending.SendAsync(destination);
        _sending.Time.Advance(TimeSpan.FromSeconds(1));
        await _sending.SendAsync(destination);

        string[][] accepted = [[expiring, SendingRig.Secret, key.PublicKey!], [SendingRig.Secret, key.PublicKey!]];
        foreach (var (received, good) in _received.Zip(accepted))
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(received.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
            Assert.Equal(good.Length, received.Headers["webhook-signature"].Split(' ').Length);
            Assert.All(
                [expired, expiring, SendingRig.Secret, key.PublicKey!],
                secret => Assert.Equal(good.Contains(secret), Verification.IsGenuine("standard-webhooks", received.Headers, received.Body, secret, at)));
        }
    }

    [Fact]
    public async Task Send_OddTextAndOwnHeaders_ArriveDecodable()
    {
        await using var server = await AnsweringAsync(200);
        var destination = SendingRig.To(server.Url) with { Headers = [new("Authorization", "Bearer obviously-fake"), new("X-Own", "a b")] };
        var outgoing = SendingRig.Event with { EventId = "é 100%\r\nx: y", Type = "名", Stream = "product/events/a/b c", Tenant = "ten ant", ContentType = "text/x\r\nx: y" };

        await _sending.SendAsync(destination, outgoing);

        var headers = Assert.Single(_received).Headers;
        Assert.Equal("%C3%A9%20100%25%0D%0Ax:%20y", headers["signalbox-event-id"]);
        Assert.Equal(outgoing.EventId, Uri.UnescapeDataString(headers["signalbox-event-id"]));
        Assert.Equal("%E5%90%8D", headers["signalbox-event-type"]);
        Assert.Equal("product/events/a/b%20c", headers["signalbox-stream"]);
        Assert.Equal(("product", "ten%20ant"), (headers["signalbox-source"], headers["signalbox-tenant"]));
        Assert.Equal(("Bearer obviously-fake", "a b"), (headers["authorization"], headers["x-own"]));
        Assert.Equal("application/octet-stream", headers["content-type"]);
        Assert.DoesNotContain("x", headers.Keys);
    }

    [Theory]
    [InlineData("", "/v1/events/evt%2F1?account=product")]
    [InlineData("https://events.example.com/signalbox/", "https://events.example.com/signalbox/v1/events/evt%2F1?account=product")]
    public async Task Send_ThinEvent_TellsWhereTheEventIs(string publicUrl, string link)
    {
        using var sending = new SendingRig(publicUrl: publicUrl);
        await using var server = await AnsweringAsync(200);
        var outgoing = SendingRig.Event with { EventId = "evt/1", Stream = "product/events/acme/orders", Tenant = "acme", ContentType = "text/plain" };

        await sending.SendAsync(SendingRig.To(server.Url) with { IsThin = true }, outgoing);
        await sending.SendAsync(SendingRig.To(server.Url) with { IsThin = true }, outgoing with { OccurredAt = 0, Tenant = null });

        Assert.Equal(
            $$"""{"type":"invoice.paid","timestamp":"2025-12-31T23:58:20Z","event_id":"evt/1","stream":"product/events/acme/orders","version":7,"source":"product","tenant":"acme","url":"{{link}}"}""",
            _received[0].Text);
        Assert.Equal("application/json", _received[0].Headers["content-type"]);
        Assert.True(Verification.IsGenuine("standard-webhooks", _received[0].Headers, _received[0].Body, SendingRig.Secret, sending.Time.GetUtcNow()));
        using var later = JsonDocument.Parse(_received[1].Body);
        Assert.Equal("2026-01-01T00:00:00Z", later.RootElement.GetProperty("timestamp").GetString());
        Assert.False(later.RootElement.TryGetProperty("tenant", out _));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(299)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Send_Answer_IsByItsStatusAndNeverFollowed(int status)
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        var outcome = await _sending.SendAsync(server.Url);

        Assert.Equal((status < 300 ? AttemptResult.Delivered : AttemptResult.Status, status), (outcome.Result, outcome.Status));
        Assert.Equal((status == 410, status == 429), (outcome.IsGone, outcome.NeedsRest));
        Assert.Equal(status < 300, outcome.Error is null);
        Assert.Equal(status is > 300 and < 400, outcome.Error?.Contains("Redirects are not followed", StringComparison.Ordinal) is true);
        Assert.Equal(["POST /"], server.Requests);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Thu, 01 Jan 2026 00:01:30 GMT", 90)]
    [InlineData("Thu, 01 Jan 2015 00:01:30 GMT", 0)]
    [InlineData("999999999", 86_400)]
    [InlineData("soon", null)]
    public async Task Send_RetryAfter_IsReadAsSecondsOrDate(string value, int? seconds)
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, value);
            return Task.CompletedTask;
        });

        Assert.Equal(seconds, (int?)(await _sending.SendAsync(server.Url)).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Send_LongAnswer_IsKeptInPartAndItsCookieForgotten()
    {
        var cookies = new List<string>();
        await using var server = await FakeServer.StartAsync(context =>
        {
            cookies.Add(context.Request.Headers.Cookie.ToString());
            context.Response.Headers.SetCookie = "a=b";
            return FakeServer.AnswerAsync(context, 200, new string('x', 20_000));
        });

        for (var i = 0; i < 2; i++)
        {
            var outcome = await _sending.SendAsync(server.Url);
            Assert.True(outcome.IsDelivered);
            Assert.Equal(new string('x', 16 << 10), Text(outcome));
        }

        Assert.Equal(["", ""], cookies);
    }

    [Fact]
    public async Task Send_SmallAnswers_UseOneConnection()
    {
        var connections = new HashSet<string>();
        await using var server = await FakeServer.StartAsync(context =>
        {
            connections.Add(context.Connection.Id);
            return FakeServer.AnswerAsync(context, 200, "ok");
        });

        for (var i = 0; i < 5; i++)
        {
            Assert.True((await _sending.SendAsync(server.Url)).IsDelivered);
        }

        Assert.Single(connections);
    }

    [Fact]
    public async Task Send_WhatIsConfiguredCannotBeSent_IsUnusableAndSaysWhyWithoutTheSecret()
    {
        await using var server = await AnsweringAsync(200);
        var good = SendingRig.To(server.Url);
        using var strict = new SendingRig(SendingRig.Local with { AllowHttp = false });
        var now = _sending.Time.GetUtcNow();
        (Task<AttemptOutcome> Sent, string Expected)[] cases =
        [
            (_sending.SendAsync(good with { Secrets = [] }), "no signing secret"),
            (_sending.SendAsync(good with { Secrets = [new(SendingRig.Secret, now)] }), "no signing secret"),
            (_sending.SendAsync(good with { Secrets = [new(SendingRig.Secret, null), new("whsec_obviously fake", null)] }), "number 2 of 2"),
            (_sending.SendAsync(good with { Secrets = [new("whsk_b2J2aW91c2x5IGZha2U=", null)] }), "number 1 of 1"),
            (_sending.SendAsync(good with { Headers = [new("Host", "obviously fake")] }), "Host: must not be"),
            (_sending.SendAsync(good with { Headers = [new("X", "obviously\r\nfake")] }), "X: must have"),
            (_sending.SendAsync(good with { Url = new Uri("ftp://example.com/") }), "neither https"),
            (_sending.SendAsync(good with { Url = new Uri("/relative", UriKind.Relative) }), "neither https"),
            (strict.SendAsync(good), "AllowHttp"),
        ];

        foreach (var (sent, expected) in cases)
        {
            var outcome = await sent;
            Assert.Equal((AttemptResult.Unusable, (int?)null), (outcome.Result, outcome.Status));
            Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("fake", outcome.Error, StringComparison.Ordinal);
        }

        Assert.Empty(server.Requests);
    }

    private static string Text(AttemptOutcome outcome) => System.Text.Encoding.UTF8.GetString(outcome.Response.Span);

    private Task<FakeServer> AnsweringAsync(int status, string body = "") => FakeServer.StartAsync(async context =>
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        _received.Add(new Received(context.Request.Headers.ToDictionary(static h => h.Key.ToLowerInvariant(), static h => h.Value.ToString()), bytes.ToArray()));
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
    });

    private sealed record Received(Dictionary<string, string> Headers, byte[] Body)
    {
        internal string Text => System.Text.Encoding.UTF8.GetString(Body);
    }
}
