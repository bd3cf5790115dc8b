using Signalbox.Providers.Stripe;

namespace Signalbox.Providers.Signing;

/// <summary>The signer of each provider that is built in.</summary>
public static class WebhookSigners
{
    /// <summary>The header that carries the secret of a Supabase database webhook, which has no signature, unless another is configured.</summary>
    public const string SupabaseHeader = "X-Webhook-Secret";

    /// <summary>Signs as the provider does.</summary>
    /// <param name="provider">The provider's name in settings, for example <c>clerk</c>.</param>
    /// <param name="secret">What the provider signs with; for SendGrid its private key, for the others what a source is given.</param>
    /// <exception cref="ArgumentException">
    /// There is no such provider, or the secret is not of its form; the message says what is wrong and does not quote the secret.
    /// </exception>
    public static IWebhookSigner Create(string provider, string secret) => provider switch
    {
        "stripe" => new StripeSigner(new WebhookSecret(secret)),
        "clerk" or "resend" => StandardWebhooksSigner.Svix(secret),
        "standard-webhooks" => StandardWebhooksSigner.Standard(secret),
        "twilio" => new TwilioSigner(secret),
        "sendgrid" => new SendGridSigner(secret),
        "ayrshare" => HmacSigner.Ayrshare(secret),
        "github" => HmacSigner.GitHub(secret),
        "shopify" => HmacSigner.Shopify(secret),
        "slack" => HmacSigner.Slack(secret),
        "supabase" => new SharedSecretSigner(SupabaseHeader, secret),
        _ => throw new ArgumentException($"There is no signature of a provider '{provider}'.", nameof(provider)),
    };

    private sealed class StripeSigner(WebhookSecret secret) : IWebhookSigner
    {
        public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at) =>
            [KeyValuePair.Create(StripeSignature.HeaderName, StripeSignature.Sign(webhook.Body.Span, secret, at))];
    }
}
