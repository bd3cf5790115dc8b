using System.Text;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Bench.Load.Generating;

/// <summary>One webhook as an HTTP/1.1 request, with the signature at a fixed distance from the body so that it can be filled in later.</summary>
internal static class WebhookRequest
{
    // t=0123456789,v1=(64 hexadecimal digits)
    private const int SignatureLength = 80;
    private const int TailLength = SignatureLength + 4;

    internal static void Render(RequestStore store, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes(
            $"""
            POST /ingest/stripe HTTP/1.1
            Host: 127.0.0.1
            Accept: */*; q=0.5, application/xml
            Cache-Control: no-cache
            Content-Type: application/json; charset=utf-8
            User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)
            Content-Length: {body.Length}
            Stripe-Signature: 
            """.ReplaceLineEndings("\r\n"));
        var room = store.Add(head.Length + TailLength + body.Length);
        head.CopyTo(room);
        "\r\n\r\n"u8.CopyTo(room[(head.Length + SignatureLength)..]);
        body.CopyTo(room[(head.Length + TailLength)..]);
    }

    internal static void Sign(Span<byte> request, WebhookSecret secret, DateTimeOffset at)
    {
        var head = request.IndexOf("Stripe-Signature: "u8) + "Stripe-Signature: "u8.Length;
        var signature = StripeSignature.Sign(request[(head + TailLength)..], secret, at);
        if (signature.Length != SignatureLength)
        {
            throw new InvalidOperationException($"A signature has {signature.Length} characters, not {SignatureLength}.");
        }

        Encoding.ASCII.GetBytes(signature, request[head..]);
    }
}
