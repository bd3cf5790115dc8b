namespace Signalbox.Providers.Signing;

/// <summary>
/// Standard Webhooks and Svix, which it grew out of: base64 of HMAC-SHA256 (<c>v1</c>), or of Ed25519 (<c>v1a</c>) if the secret is a private key
/// (<c>whsk_…</c>), of <c>{id}.{seconds}.{body}</c> (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
/// </summary>
public sealed class StandardWebhooksSigner : IWebhookSigner
{
    private readonly StandardWebhooksKey _key;
    private readonly string _prefix;

    private StandardWebhooksSigner(string secret, string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        _prefix = prefix;
        _key = StandardWebhooksKey.TryParse(secret, out var key) ? key : throw new ArgumentException(
            secret.StartsWith(Ed25519PrivateKey.Prefix, StringComparison.Ordinal)
                ? "The secret is no Ed25519 private key: 'whsk_' and base64 of 32 bytes, or of 64 with its public key."
                : "The secret is not base64 after 'whsec_'.",
            nameof(secret));
    }

    /// <summary>With the headers <c>svix-id</c>, <c>svix-timestamp</c>, <c>svix-signature</c>.</summary>
    /// <exception cref="ArgumentException">The secret is not base64 after <c>whsec_</c>, or no private key after <c>whsk_</c>.</exception>
    /// <exception cref="PlatformNotSupportedException">The secret is a private key, and OpenSSL is not there.</exception>
    public static StandardWebhooksSigner Svix(string secret) => new(secret, "svix");

    /// <summary>With the headers <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>.</summary>
    /// <exception cref="ArgumentException">The secret is not base64 after <c>whsec_</c>, or no private key after <c>whsk_</c>.</exception>
    /// <exception cref="PlatformNotSupportedException">The secret is a private key, and OpenSSL is not there.</exception>
    public static StandardWebhooksSigner Standard(string secret) => new(secret, "webhook");

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, DateTimeOffset.UnixEpoch);

        var seconds = at.ToUnixTimeSeconds();
        return
        [
            KeyValuePair.Create($"{_prefix}-id", webhook.Id),
            KeyValuePair.Create($"{_prefix}-timestamp", seconds.ToString(provider: null)),
            KeyValuePair.Create($"{_prefix}-signature", _key.Sign(webhook.Id, seconds, webhook.Body.Span)),
        ];
    }
}
