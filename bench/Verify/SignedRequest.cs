#pragma warning disable CA5350 // Twilio has no other than SHA-1.

using System.Security.Cryptography;
using System.Text;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Stripe;

namespace Signalbox.Bench.Verify;

/// <summary>A genuine request of a provider with a body of 2 KiB.</summary>
/// <param name="Provider">Who verifies it.</param>
/// <param name="Request">The request.</param>
/// <param name="Secrets">The one secret.</param>
/// <param name="Hash">The bare hash that the scheme cannot do without, over the same bytes.</param>
internal sealed record SignedRequest(IWebhookProvider Provider, WebhookRequest Request, WebhookSecret[] Secrets, Action Hash)
{
    /// <summary>When all are signed.</summary>
    internal static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_795_200_000);

    private const string Unix = "1795200000";
    private const string Text = "bench_not_a_real_secret_0123456789";
    private const string Whsec = "whsec_YmVuY2gtbm90LWEtcmVhbC1zZWNyZXQtMDEyMzQ1Njc4OQ==";

    // A form of some fields, which JSON schemes sign like any other bytes.
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(10, 32).Select(static i => $"Field{i}={new string('x', 55)}")).PadRight(2048, 'x')[..2048]);

    /// <summary>One of each scheme.</summary>
    internal static IReadOnlyList<SignedRequest> All()
    {
        var catalog = new ProviderCatalog();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ecdsa = Convert.ToBase64String(key.SignData([.. Encoding.ASCII.GetBytes(Unix), .. Body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        return
        [
            New(catalog, "stripe", Text, ("Stripe-Signature", StripeSignature.Sign(Body, Text, At))),
            New(catalog, "clerk", Whsec, ("svix-id", "msg_1"), ("svix-timestamp", Unix), ("svix-signature", $"v1,{Convert.ToBase64String(Sha256(Convert.FromBase64String(Whsec[6..]), $"msg_1.{Unix}."))}")),
            New(catalog, "github", Text, ("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(Sha256(Encoding.UTF8.GetBytes(Text), string.Empty))}")),
            New(catalog, "shopify", Text, ("X-Shopify-Hmac-SHA256", Convert.ToBase64String(Sha256(Encoding.UTF8.GetBytes(Text), string.Empty)))),
            New(catalog, "slack", Text, ("X-Slack-Request-Timestamp", Unix), ("X-Slack-Signature", $"v0={Convert.ToHexStringLower(Sha256(Encoding.UTF8.GetBytes(Text), $"v0:{Unix}:"))}")),
            New(catalog, "twilio", Text, ("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Text), Encoding.UTF8.GetBytes($"https://example.com/ingest/x{Encoding.UTF8.GetString(Body).Replace("&", string.Empty, StringComparison.Ordinal).Replace("=", string.Empty, StringComparison.Ordinal)}"))))),
            New(catalog, "supabase", Text, ("X-Webhook-Secret", Text)),
            New(catalog, "sendgrid", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), ("X-Twilio-Email-Event-Webhook-Signature", ecdsa), ("X-Twilio-Email-Event-Webhook-Timestamp", Unix)),
        ];
    }

    private static SignedRequest New(ProviderCatalog catalog, string name, string secret, params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (header, value) in headers)
        {
            dictionary[header] = value;
        }

        if (!catalog.TryFind(name, out var provider))
        {
            throw new InvalidOperationException($"There is no provider '{name}'.");
        }

        var signed = new SignedRequest(
            provider, new WebhookRequest("POST", "https", "example.com", "/ingest/x", dictionary, Body), [new WebhookSecret(secret)], HashOf(name));
        return signed.Provider.Verify(signed.Request, signed.Secrets, At) is { IsValid: true } ? signed : throw new InvalidOperationException($"The request of '{name}' does not verify.");
    }

    private static byte[] Sha256(byte[] key, string before)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(before), .. Body];
        return HMACSHA256.HashData(key, content);
    }

    private static Action HashOf(string name) => name switch
    {
        "twilio" => static () => SHA1.HashData(Body, stackalloc byte[20]),
        "supabase" => static () => { },
        _ => static () => SHA256.HashData(Body, stackalloc byte[32]),
    };
}
