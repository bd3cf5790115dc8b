using Microsoft.AspNetCore.Http;
using Signalbox.Ingress;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Bench.Baselines;

/// <summary>The baselines' endpoint: verifies, stores, answers.</summary>
internal sealed class IngestEndpoint(WebhookSecret secret, IEventSink sink, TimeProvider time)
{
    private const int MaxBodyBytes = 1 << 20;

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
    private static readonly ReadOnlyMemory<byte> Received = """{"received":true}"""u8.ToArray();
    private readonly WebhookSecret[] _secrets = [secret];

    internal async Task HandleAsync(HttpContext context)
    {
        var body = await WebhookBody.ReadAsync(context.Request, MaxBodyBytes, context.RequestAborted);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var header = context.Request.Headers[StripeSignature.HeaderName].ToString();
        if (!StripeSignature.Verify(header, body, _secrets, time.GetUtcNow(), Tolerance).IsValid)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (EventId.Read(body) is not { } eventId)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await sink.AddAsync(eventId, body, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Received.Length;
        await context.Response.BodyWriter.WriteAsync(Received);
    }
}
