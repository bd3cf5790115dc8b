using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers.Definitions;

/// <summary>A provider that is what its definition says.</summary>
public sealed class DefinedProvider : IWebhookProvider
{
    private readonly ProviderDefinition _definition;
    private readonly EventReader _reader;

    /// <param name="definition">The definition.</param>
    public DefinedProvider(ProviderDefinition definition)
    {
        _definition = definition;
        _reader = new EventReader(definition.Events);
    }

    /// <inheritdoc/>
    public string Name => _definition.Name;

    /// <inheritdoc/>
    public int? MaxBodyBytes => _definition.MaxBodyBytes;

    /// <inheritdoc/>
    public SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now) =>
        _definition.Signature.Verify(request, secrets, now);

    /// <inheritdoc/>
    public WebhookContent Read(in WebhookRequest request) => _reader.Read(request);

    /// <inheritdoc/>
    public string KeepHeaders(IHeaderDictionary headers) => KeptHeaders.Format(headers, _definition.KeepHeaders);

    /// <inheritdoc/>
    public string? CheckSecret(string secret) => _definition.Signature.CheckSecret(secret);
}
