using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signing;

/// <summary>
/// SendGrid's event webhook: ECDSA over P-256 and SHA-256 of <c>{seconds}{body}</c>, DER in base64
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features). Who verifies has the
/// public key of the pair.
/// </summary>
public sealed class SendGridSigner : IWebhookSigner
{
    private const string Curve = "1.2.840.10045.3.1.7";

    private readonly ECParameters _key;

    /// <param name="privateKey">A private key over P-256: PKCS#8 DER in base64, without the lines of PEM.</param>
    /// <exception cref="ArgumentException">It is something else; the message does not quote it.</exception>
    public SendGridSigner(string privateKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(privateKey);
        using var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
            _key = key.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new ArgumentException("SendGrid signs with a private key over P-256: PKCS#8 in base64, without the lines of PEM.", nameof(privateKey), e);
        }

        if (_key.Curve.Oid.Value != Curve)
        {
            throw new ArgumentException("SendGrid's keys are over P-256; this one is over another curve.", nameof(privateKey));
        }

        PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>What a source is given to verify with: SPKI DER in base64.</summary>
    public string PublicKey { get; }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, DateTimeOffset.UnixEpoch);

        var seconds = at.ToUnixTimeSeconds().ToString(provider: null);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), .. webhook.Body.Span];

        // One a signature: an ECDsa is not for several callers at once.
        using var key = ECDsa.Create(_key);
        var signature = key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return
        [
            KeyValuePair.Create("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature)),
            KeyValuePair.Create("X-Twilio-Email-Event-Webhook-Timestamp", seconds),
        ];
    }
}
