using Signalbox.Providers.Stripe;

namespace Signalbox.Providers.Signatures;

/// <summary>Stripe's scheme: <see cref="StripeSignature"/>.</summary>
/// <param name="tolerance">How far the time may be from now, before or after. Zero: any.</param>
internal sealed class StripeScheme(TimeSpan tolerance) : SignatureScheme
{
    private const int MinSecretChars = 8;

    /// <inheritdoc/>
    public override SchemeTraits Traits { get; } = new(
        [StripeSignature.HeaderName], "t=SECONDS,v1=64 hexadecimal digits", 64, [new HmacTimestamp(StripeSignature.HeaderName, "t=", ',', 1)], [], tolerance);

    /// <inheritdoc/>
    public override SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        var values = request.Headers[StripeSignature.HeaderName];
        return values.Count > 1
            ? SignatureVerdict.Refused(SignatureFault.RepeatedHeader)
            : StripeSignature.Verify(values.ToString(), request.Body.Span, secrets, now, tolerance);
    }

    /// <inheritdoc/>
    public override string? CheckSecret(string secret) => secret.Length < MinSecretChars ? $"must be at least {MinSecretChars} characters" : null;
}
