using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using Signalbox.Sandbox;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>An endpoint of a product: verifies what it gets as Signalbox does, and keeps it.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    internal const string Secret = "whsec_receiver_not_a_real_secret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<ReceivedWebhook> _received = Channel.CreateUnbounded<ReceivedWebhook>();
    private readonly WebApplication _app;
    private int _refusals;

    private WebhookReceiver(WebApplication app) => _app = app;

    internal Uri Address => new(_app.Urls.First());

    internal static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Options of a sandbox that sends here.</summary>
    internal SandboxOptions Options() => new()
    {
        Endpoints = { new WebhookEndpointOptions { Url = Address, Secret = Secret } },
        WebhookFirstRetry = TimeSpan.FromMilliseconds(10),
    };

    /// <summary>Answers so many of the next webhooks with 500, whatever they are.</summary>
    internal void Refuse(int times) => Volatile.Write(ref _refusals, times);

    /// <summary>The next that came, in the order in which they came.</summary>
    internal async Task<ReceivedWebhook> NextAsync()
    {
        try
        {
            return await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"No webhook came within {Patience.TotalSeconds} s.", e);
        }
    }

    /// <summary>Reads up to the first of a type.</summary>
    internal async Task<List<ReceivedWebhook>> UntilAsync(string type)
    {
        var all = new List<ReceivedWebhook>();
        do
        {
            all.Add(await NextAsync());
        }
        while (all[^1].Type != type);
        return all;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var verdict = StripeSignature.Verify(
            http.Request.Headers[StripeSignature.HeaderName].ToString(), body.ToArray(), [new WebhookSecret(Secret)], TimeProvider.System.GetUtcNow(),
            TimeSpan.FromMinutes(5));
        var json = JsonElement.Parse(body.ToArray());
        var isRefused = Interlocked.Decrement(ref _refusals) >= 0;
        http.Response.StatusCode = isRefused ? 500 : verdict.Fault is SignatureFault.None ? 200 : 401;
        await _received.Writer.WriteAsync(new ReceivedWebhook(
            json.GetProperty("id").GetString()!, json.GetProperty("type").GetString()!, json.GetProperty("created").GetInt64(), verdict.Fault,
            http.Response.StatusCode, json));
    }
}

/// <summary>A webhook that came.</summary>
internal sealed record ReceivedWebhook(string Id, string Type, long Created, SignatureFault Fault, int Answered, JsonElement Json);
