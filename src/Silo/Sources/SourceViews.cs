using Signalbox.Hosting;
using Signalbox.Ingress;
using Signalbox.Providers;

namespace Signalbox.Sources;

/// <summary>Sources as the API shows them.</summary>
internal static class SourceViews
{
    internal static SourceView Of(AccountSettings account, Uses uses) => new(
        account.Name,
        account.Provider,
        "active",
        SourceView.FromSettings,
        PathOf(account.Name),
        string.Empty,
        PolicyName(account.DeadLetters),
        account.ApiKey is not null,
        CreatedAt: null,
        [.. account.WebhookSecrets.Select(secret => uses.Of(account.Name, new WebhookSecret(secret).Fingerprint, createdAt: null, expiresAt: null, usable: true))],
        [.. account.AllowFrom.Select(static n => n.ToString())],
        account.PublicUrl);

    internal static SourceView Of(StoredSource source, Uses uses, IReadOnlySet<string> unusable) => new(
        source.Name,
        source.Provider,
        source.IsEnabled ? "active" : "disabled",
        SourceView.FromApi,
        PathOf(source.Name),
        source.Description,
        source.DeadLetters,
        source.ApiKey is not null,
        source.CreatedAt,
        [.. source.Secrets.Select(secret => uses.Of(source.Name, secret.Fingerprint, secret.CreatedAt, secret.ExpiresAt, !unusable.Contains(secret.Row)))],
        source.AllowFrom,
        source.PublicUrl);

    internal static string PolicyName(DeadLetterPolicy policy) => policy is DeadLetterPolicy.Hold ? SourceView.Hold : SourceView.GoOn;

    private static string PathOf(string name) => $"/ingest/{name}";

    /// <summary>What each secret has verified.</summary>
    internal sealed class Uses(Dictionary<(string Source, string Fingerprint), (long Verified, DateTime LastMatchedAt)> uses)
    {
        internal SecretView Of(string source, string fingerprint, DateTime? createdAt, DateTime? expiresAt, bool usable) => uses.TryGetValue((source, fingerprint), out var use)
            ? new SecretView(fingerprint, createdAt, expiresAt, use.Verified, use.LastMatchedAt, usable)
            : new SecretView(fingerprint, createdAt, expiresAt, Verified: 0, LastMatchedAt: null, usable);
    }
}
