using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// ECDSA over P-256 and SHA-256 of <c>{timestamp}{raw body}</c>, the signature in DER and Base64: SendGrid's event webhook
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
/// </summary>
/// <param name="SignatureHeader">The header with the signature.</param>
/// <param name="TimestampHeader">The header with the time of sending, in unix seconds.</param>
/// <param name="Tolerance">How far the time may be from now, before or after. Zero: any, or none.</param>
public sealed record EcdsaParameters(string SignatureHeader, string TimestampHeader, TimeSpan Tolerance);

/// <inheritdoc cref="EcdsaParameters"/>
internal sealed class EcdsaScheme(EcdsaParameters parameters) : SignatureScheme
{
    /// <inheritdoc/>
    public override SchemeTraits Traits { get; } = new(
        [parameters.SignatureHeader], "Base64 of an ECDSA signature in DER, about 96 characters", 0,
        [new HmacTimestamp(parameters.TimestampHeader, Item: null, ',', 1)], [], parameters.Tolerance);

    /// <inheritdoc/>
    public override SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        var fault = SignedHeader.Read(request.Headers, parameters.SignatureHeader, out var text);
        fault = fault is SignatureFault.None && text.Length == 0 ? SignatureFault.MissingHeader : fault;
        var timestamp = string.Empty;
        if (fault is SignatureFault.None)
        {
            fault = ReadTimestamp(request, out timestamp);
        }

        if (fault is not SignatureFault.None)
        {
            return SignatureVerdict.Refused(fault);
        }

        Span<byte> signature = stackalloc byte[EcdsaPublicKey.MaxSignatureBytes];
        if (!DigestText.TryDecodeBase64(text, signature, out var length))
        {
            return SignatureVerdict.Refused(SignatureFault.MalformedHeader);
        }

        Span<byte> prefix = stackalloc byte[SignedHeader.MaxTimestampDigits];
        prefix = prefix[..Encoding.ASCII.GetBytes(timestamp, prefix)];
        var (match, usable) = (-1, 0);
        for (var i = 0; i < secrets.Length; i++)
        {
            if (secrets[i].Ecdsa is { } key)
            {
                usable++;
                match = key.Verify(prefix, request.Body.Span, signature[..length]) & match < 0 ? i : match;
            }
        }

        return match >= 0
            ? new SignatureVerdict(SignedHeader.IsRecent(timestamp, 1, now, parameters.Tolerance) ? SignatureFault.None : SignatureFault.TimestampOutsideTolerance, match)
            : SignatureVerdict.Refused(secrets.IsEmpty ? SignatureFault.NoSecrets : usable == 0 ? SignatureFault.UnusableSecret : SignatureFault.NoMatch);
    }

    /// <inheritdoc/>
    public override string? CheckSecret(string secret) => EcdsaPublicKey.TryParse(Encoding.UTF8.GetBytes(secret)) is null
        ? "must be the public key for verification: Base64 of a P-256 key as the provider shows it (MFkw…), without PEM lines"
        : null;

    private SignatureFault ReadTimestamp(in WebhookRequest request, out string timestamp)
    {
        var fault = SignedHeader.Read(request.Headers, parameters.TimestampHeader, out timestamp);
        if (fault is not SignatureFault.None)
        {
            return fault;
        }

        // Without a tolerance the timestamp is only a part of the content, and may as well be empty, as in the vendor's library.
        return timestamp.Length == 0 && parameters.Tolerance <= TimeSpan.Zero ? SignatureFault.None : SignedHeader.CheckTimestamp(timestamp);
    }
}
