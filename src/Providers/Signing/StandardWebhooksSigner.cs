using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signing;

/// <summary>
/// Standard Webhooks, <c>v1</c>, and Svix, which it grew out of: base64 of HMAC-SHA256 of <c>{id}.{seconds}.{body}</c>
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Not <c>v1a</c>: .NET has no Ed25519.
/// </summary>
public sealed class StandardWebhooksSigner : IWebhookSigner
{
    private const string SecretPrefix = "whsec_";

    private readonly byte[] _key;
    private readonly string _prefix;

    private StandardWebhooksSigner(string secret, string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        _prefix = prefix;
        var text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var key = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, key, out var length) || length == 0)
        {
            throw new ArgumentException("The secret is not base64 after 'whsec_'.", nameof(secret));
        }

        _key = key[..length];
    }

    /// <summary>With the headers <c>svix-id</c>, <c>svix-timestamp</c>, <c>svix-signature</c>.</summary>
    /// <exception cref="ArgumentException">The secret is not base64 after <c>whsec_</c>.</exception>
    public static StandardWebhooksSigner Svix(string secret) => new(secret, "svix");

    /// <summary>With the headers <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>.</summary>
    /// <exception cref="ArgumentException">The secret is not base64 after <c>whsec_</c>.</exception>
    public static StandardWebhooksSigner Standard(string secret) => new(secret, "webhook");

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, DateTimeOffset.UnixEpoch);

        var seconds = at.ToUnixTimeSeconds().ToString(provider: null);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{webhook.Id}.{seconds}."));
        hash.AppendData(webhook.Body.Span);
        return
        [
            KeyValuePair.Create($"{_prefix}-id", webhook.Id),
            KeyValuePair.Create($"{_prefix}-timestamp", seconds),
            KeyValuePair.Create($"{_prefix}-signature", $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}"),
        ];
    }
}
