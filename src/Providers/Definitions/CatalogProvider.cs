using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers.Definitions;

/// <summary>A provider of the catalog. It stays the same object while its definition changes. Safe for any number of callers at once.</summary>
public sealed class CatalogProvider : IWebhookProvider
{
    private volatile Reading _now;

    internal CatalogProvider(ProviderDefinition definition, bool isBuiltIn)
    {
        IsBuiltIn = isBuiltIn;
        _now = Reading.Of(definition);
    }

    /// <summary>Whether it is part of the program.</summary>
    public bool IsBuiltIn { get; }

    /// <summary>Its definition now.</summary>
    public ProviderDefinition Definition => _now.Definition;

    /// <inheritdoc/>
    public string Name => _now.Definition.Name;

    /// <inheritdoc/>
    public int? MaxBodyBytes => _now.Provider.MaxBodyBytes;

    /// <inheritdoc/>
    public SignatureVerdict Verify(in WebhookRequest request, ReadOnlySpan<WebhookSecret> secrets, DateTimeOffset now) =>
        _now.Provider.Verify(request, secrets, now);

    /// <inheritdoc/>
    public WebhookContent Read(in WebhookRequest request) => _now.Provider.Read(request);

    /// <inheritdoc/>
    public string KeepHeaders(IHeaderDictionary headers) => _now.Provider.KeepHeaders(headers);

    /// <inheritdoc/>
    public string? CheckSecret(string secret) => _now.Provider.CheckSecret(secret);

    internal void Replace(ProviderDefinition definition) => _now = Reading.Of(definition);

    private sealed record Reading(ProviderDefinition Definition, IWebhookProvider Provider)
    {
        internal static Reading Of(ProviderDefinition definition) => new(definition, BuiltInDefinitions.CreateProvider(definition));
    }
}
