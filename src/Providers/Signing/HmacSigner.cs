using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signing;

/// <summary>Signs by an <see cref="HmacScheme"/>.</summary>
/// <param name="scheme">What is signed, and where the digest goes.</param>
/// <param name="key">The key's bytes.</param>
public sealed class HmacSigner(HmacScheme scheme, byte[] key) : IWebhookSigner
{
    /// <param name="scheme">What is signed, and where the digest goes.</param>
    /// <param name="secret">The key as text, used as UTF-8.</param>
    public HmacSigner(HmacScheme scheme, string secret)
        : this(scheme, Encoding.UTF8.GetBytes(secret))
    {
    }

    /// <summary>https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.</summary>
    public static HmacSigner GitHub(string secret) => new(new HmacScheme("X-Hub-Signature-256") { Prefix = "sha256=" }, secret);

    /// <summary>https://shopify.dev/docs/apps/build/webhooks/subscribe/https.</summary>
    public static HmacSigner Shopify(string secret) => new(new HmacScheme("X-Shopify-Hmac-SHA256") { Encoding = DigestEncoding.Base64 }, secret);

    /// <summary>https://api.slack.com/authentication/verifying-requests-from-slack.</summary>
    public static HmacSigner Slack(string secret) => new(
        new HmacScheme("X-Slack-Signature") { Content = "v0:{timestamp}:{body}", Prefix = "v0=", TimestampHeader = "X-Slack-Request-Timestamp" }, secret);

    /// <summary>https://www.ayrshare.com/docs/apis/webhooks/overview. The timestamp is sent and not signed.</summary>
    public static HmacSigner Ayrshare(string secret) => new(
        new HmacScheme("X-Authorization-Content-SHA256") { TimestampHeader = "X-Authorization-Timestamp" }, secret);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, DateTimeOffset.UnixEpoch);

        var seconds = at.ToUnixTimeSeconds().ToString(provider: null);
        var headers = new List<KeyValuePair<string, string>>(3)
        {
            KeyValuePair.Create(scheme.Header, Fill(scheme.Prefix, webhook, seconds) + Write(Digest(webhook, seconds))),
        };
        if (scheme.TimestampHeader is { } timestampHeader)
        {
            headers.Add(KeyValuePair.Create(timestampHeader, seconds));
        }

        if (scheme.IdHeader is { } idHeader)
        {
            headers.Add(KeyValuePair.Create(idHeader, webhook.Id));
        }

        return headers;
    }

    private static string Fill(string template, WebhookToSign webhook, string seconds) => template
        .Replace("{timestamp}", seconds, StringComparison.Ordinal)
        .Replace("{id}", webhook.Id, StringComparison.Ordinal)
        .Replace("{url}", webhook.Url, StringComparison.Ordinal);

    private byte[] Digest(WebhookToSign webhook, string seconds)
    {
        using var hash = IncrementalHash.CreateHMAC(scheme.Hash, key);
        var pieces = scheme.Content.Split("{body}");
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i > 0)
            {
                hash.AppendData(webhook.Body.Span);
            }

            hash.AppendData(Encoding.UTF8.GetBytes(Fill(pieces[i], webhook, seconds)));
        }

        return hash.GetHashAndReset();
    }

    private string Write(byte[] digest) => scheme.Encoding switch
    {
        DigestEncoding.Hex => Convert.ToHexStringLower(digest),
        DigestEncoding.Base64 => Convert.ToBase64String(digest),
        DigestEncoding.Base64Url => Base64Url.EncodeToString(digest),
        _ => throw new UnreachableException(),
    };
}
