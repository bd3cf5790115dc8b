using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Tests.Unit.Cli;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>The client over real sockets.</summary>
public sealed class StripeConnectionTests : IDisposable
{
    private readonly TaskCompletionSource _headersCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http;

    public StripeConnectionTests() => _http = new HttpClient(new SignallingHandler(_headersCame));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Call_OverASocket_ArrivesAsSent()
    {
        string? body = null;
        string? authorization = null;
        string? idempotencyKey = null;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
            authorization = context.Request.Headers.Authorization;
            idempotencyKey = context.Request.Headers["Idempotency-Key"];
            await FakeServer.AnswerAsync(context, 200, """{"id":"cus_1","object":"customer"}""");
        });

        await ClientOf(server.Url).Customers.CreateAsync(
            new CustomerCreateRequest { Metadata = new Dictionary<string, string> { ["a b"] = "ü" } }, new StripeCallOptions { IdempotencyKey = "key-1" }, Cancel);

        Assert.Equal("metadata[a%20b]=%C3%BC", body);
        Assert.Equal($"Bearer {ScriptedHandler.KeyText}", authorization);
        Assert.Equal("key-1", idempotencyKey);
        Assert.Equal(["POST /v1/customers"], server.Requests);
    }

    [Theory]
    [InlineData("prod/../1 ü?#[]", "GET /v1/products/prod%2F..%2F1%20%C3%BC%3F%23%5B%5D")]
    [InlineData("...", "GET /v1/products/...")]
    public async Task Id_OfOddCharacters_StaysOneSegmentOfThePath(string id, string request)
    {
        await using var server = await FakeServer.StartAsync(200, """{"id":"x","object":"product"}""");

        await ClientOf(server.Url).Products.RetrieveAsync(id, null, Cancel);

        Assert.Equal([request], server.Requests);
    }

    [Fact]
    public async Task Connection_ResetInTheBody_IsANetworkErrorOfUnknownOutcome()
    {
        await using var server = await FakeServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 1_000_000;
            context.Response.Headers["Request-Id"] = "req_1";
            await context.Response.WriteAsync("""{"id":"pi_1","object":"payment_intent",""", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await _headersCame.Task.WaitAsync(context.RequestAborted);

            // A close without lingering sends a reset.
            var socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        });

        var error = await Assert.ThrowsAsync<StripeException>(() => PayAsync(server.Url));

        Assert.Equal((StripeErrorKind.Network, true, true), (error.Kind, error.IsTransient, error.IsOutcomeUnknown));
        Assert.Equal((200, "req_1"), (error.Status, error.RequestId));
        Assert.IsAssignableFrom<IOException>(error.InnerException);
    }

    [Fact]
    public async Task Connection_EndedInTheBody_IsANetworkErrorOfUnknownOutcome()
    {
        await using var server = await FakeServer.StartAsync(async context =>
        {
            context.Response.Headers["Request-Id"] = "req_1";
            await context.Response.WriteAsync("""{"id":"pi_1",""", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await _headersCame.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });

        var error = await Assert.ThrowsAsync<StripeException>(() => PayAsync(server.Url));

        Assert.Equal((StripeErrorKind.Network, true, true), (error.Kind, error.IsTransient, error.IsOutcomeUnknown));
        Assert.Equal((200, "req_1"), (error.Status, error.RequestId));
    }

    [Fact]
    public async Task Connection_ThatNobodyTakes_IsANetworkErrorAndNothingHappened()
    {
        // Bound and not listening: nobody else gets the port, and nobody answers on it.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var error = await Assert.ThrowsAsync<StripeException>(() => PayAsync(new Uri($"http://{socket.LocalEndPoint}")));

        Assert.Equal((StripeErrorKind.Network, true, false, (int?)null), (error.Kind, error.IsTransient, error.IsOutcomeUnknown, error.Status));
    }

    private Task<StripePaymentIntent> PayAsync(Uri url) => ClientOf(url).PaymentIntents.CreateAsync(
        new PaymentIntentCreateRequest { Amount = 1, Currency = "eur" }, new StripeCallOptions { IdempotencyKey = "key-1" }, Cancel);

    private StripeClient ClientOf(Uri url) => new(_http, new StripeApiKey(ScriptedHandler.KeyText), new StripeClientOptions { BaseUrl = url });

    /// <summary>Tells when an answer's headers are there.</summary>
    private sealed class SignallingHandler(TaskCompletionSource headersCame) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            headersCame.TrySetResult();
            return response;
        }
    }
}
