using System.Text;
using Signalbox.Providers.Stripe;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>Sends webhooks as Stripe would.</summary>
internal static class Webhook
{
    internal const string Secret = "whsec_ingress_not_a_real_secret";

    /// <summary>An event that tells a customer's name.</summary>
    internal static byte[] Customer(string eventId, string customer, string name, long created) => Encoding.UTF8.GetBytes(
        $$"""{"id":"{{eventId}}","object":"event","type":"customer.updated","created":{{created}},"livemode":false,"data":{"object":{"id":"{{customer}}","object":"customer","created":1700000000,"livemode":false,"name":"{{name}}"} } }""");

    /// <summary>The header of a genuine webhook, signed now.</summary>
    internal static string Sign(byte[] body) => Sign(body, TimeSpan.Zero);

    /// <summary>The header of a genuine webhook, signed at another time.</summary>
    internal static string Sign(byte[] body, TimeSpan fromNow) => StripeSignature.Sign(body, Secret, TimeProvider.System.GetUtcNow() + fromNow);

    /// <summary>Sends a genuine webhook.</summary>
    internal static Task<Answer> SendAsync(SignalboxProcess process, byte[] body) => SendAsync(process, body, Sign(body));

    /// <summary>Sends a body with this signature header, or with none.</summary>
    internal static async Task<Answer> SendAsync(SignalboxProcess process, byte[] body, string? signature, string source = "stripe", bool isChunked = false)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, $"/ingest/{source}")) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = isChunked;
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(StripeSignature.HeaderName, signature);
        }

        using var response = await client.SendAsync(request);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync());
    }
}

/// <summary>What the ingress answered.</summary>
internal sealed record Answer(int Status, string? MediaType, TimeSpan? RetryAfter, string Body);
