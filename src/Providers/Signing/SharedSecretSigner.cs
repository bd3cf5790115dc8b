namespace Signalbox.Providers.Signing;

/// <summary>Not a signature: a header that only the sender should know, as for Supabase's database webhooks (https://supabase.com/docs/guides/database/webhooks).</summary>
/// <param name="header">The header's name.</param>
/// <param name="secret">Its value.</param>
public sealed class SharedSecretSigner(string header, string secret) : IWebhookSigner
{
    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at) => [KeyValuePair.Create(header, secret)];
}
