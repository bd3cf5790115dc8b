namespace Signalbox.Providers.Signing;

/// <summary>Signs webhooks as a provider does: for simulated providers and for tests. Safe for any number of callers at once.</summary>
public interface IWebhookSigner
{
    /// <summary>The headers that the provider adds to a webhook.</summary>
    /// <param name="webhook">What is signed.</param>
    /// <param name="at">The time of signing; its whole seconds are used. Not before 1970.</param>
    IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at);
}

/// <summary>A webhook before it is signed.</summary>
/// <param name="Id">The provider's id of the message, where its scheme signs one.</param>
/// <param name="Url">Where it is sent, as the provider was told: with scheme, host and query.</param>
/// <param name="ContentType">The body's <c>Content-Type</c>.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record WebhookToSign(string Id, string Url, string ContentType, ReadOnlyMemory<byte> Body);
