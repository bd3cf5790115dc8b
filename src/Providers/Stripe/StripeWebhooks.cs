using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers.Stripe;

/// <summary>Stripe's webhooks.</summary>
public sealed class StripeWebhooks : IWebhookProvider
{
    private static readonly string[] Kept = ["Content-Type", "User-Agent", StripeSignature.HeaderName];

    private readonly TimeSpan _tolerance;

    /// <summary>With Stripe's own tolerance of 300 seconds.</summary>
    public StripeWebhooks()
        : this(TimeSpan.FromSeconds(300))
    {
    }

    /// <param name="tolerance">
    /// How far a signature's timestamp may be from now, before or after, in whole seconds. Zero: any timestamp, so that an old request
    /// can be sent again by whoever has a copy of it.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public StripeWebhooks(TimeSpan tolerance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tolerance, TimeSpan.Zero);
        _tolerance = tolerance;
    }

    /// <inheritdoc/>
    public string Name => "stripe";

    /// <inheritdoc/>
    public SignatureVerdict Verify(
        IHeaderDictionary headers, ReadOnlySpan<byte> body, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now)
    {
        var values = headers[StripeSignature.HeaderName];
        return values.Count > 1
            ? SignatureVerdict.Refused(SignatureFault.RepeatedHeader)
            : StripeSignature.Verify(values.ToString(), body, secrets, now, _tolerance);
    }

    /// <inheritdoc/>
    public EnvelopeFault ReadEnvelope(ReadOnlySpan<byte> body, out EventEnvelope envelope) => StripeEnvelope.Read(body, out envelope);

    /// <inheritdoc/>
    public string KeepHeaders(IHeaderDictionary headers) => KeptHeaders.Format(headers, Kept);
}
