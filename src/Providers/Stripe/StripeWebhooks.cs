using Microsoft.AspNetCore.Http;
using Signalbox.Providers.Definitions;

namespace Signalbox.Providers.Stripe;

/// <summary>
/// Stripe's webhooks. Scheme, limits and headers are those of its definition; the events are read by <see cref="StripeEnvelope"/>, in one
/// pass and to the same result as the definition's rules, which need a tree.
/// </summary>
public sealed class StripeWebhooks : IWebhookProvider
{
    private readonly DefinedProvider _defined;

    /// <summary>As the built-in definition says, with Stripe's own tolerance of 300 seconds.</summary>
    public StripeWebhooks()
        : this(BuiltInDefinitions.Read("stripe"))
    {
    }

    /// <param name="definition">Stripe's definition.</param>
    internal StripeWebhooks(ProviderDefinition definition) => _defined = new DefinedProvider(definition);

    /// <inheritdoc/>
    public string Name => _defined.Name;

    /// <inheritdoc/>
    public int? MaxBodyBytes => _defined.MaxBodyBytes;

    /// <inheritdoc/>
    public SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now) =>
        _defined.Verify(request, secrets, now);

    /// <inheritdoc/>
    public WebhookContent Read(in WebhookRequest request)
    {
        var fault = StripeEnvelope.Read(request.Body.Span, out var envelope);
        return fault is EnvelopeFault.None ? WebhookContent.One(envelope) : WebhookContent.Refused(fault);
    }

    /// <inheritdoc/>
    public string KeepHeaders(IHeaderDictionary headers) => _defined.KeepHeaders(headers);

    /// <inheritdoc/>
    public string? CheckSecret(string secret) => _defined.CheckSecret(secret);
}
