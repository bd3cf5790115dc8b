using Signalbox.Ingress;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Diagnosis;

namespace Signalbox.Diagnosis;

/// <summary>Puts a request together with what this process knows of its source. Safe for any number of callers at once.</summary>
internal sealed class SourceDiagnosis(IAccounts accounts, ProviderCatalog providers, TimeProvider time)
{
    /// <summary>Whether there is such a source.</summary>
    internal bool Knows(string source) => accounts.TryFind(source, out var account) && account.State is not SourceState.Deleted && providers.TryFind(account.Provider, out _);

    /// <summary>Diagnoses a request; <see langword="null"/> if there is no such source.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="request">The request as it was seen.</param>
    /// <param name="receivedAt">When it arrived; now, if it is <see langword="null"/>.</param>
    internal SignatureDiagnosis? Diagnose(string source, in WebhookRequest request, DateTimeOffset? receivedAt)
    {
        if (!accounts.TryFind(source, out var account) || account.State is SourceState.Deleted || !providers.TryFind(account.Provider, out var provider))
        {
            return null;
        }

        var at = receivedAt ?? time.GetUtcNow();
        var others = accounts.All.Where(a => a.Name != source && a.Provider == account.Provider && a.State is not SourceState.Deleted);
        return SignatureDiagnostics.Diagnose(new DiagnosisCase(PublicUrl.Apply(account, request), source, provider, [.. Active(account, at)], at)
        {
            Expired = [.. account.Expiring.Where(e => e.ExpiresAt <= at).Select(static e => new WebhookSecret(e.Value))],
            Others = [.. others.SelectMany(a => Active(a, at).Select(secret => (a.Name, secret))).Take(DiagnosisCase.MaxOthers)],
            Providers = providers.All,
            PublicUrl = account.PublicUrl,
        });
    }

    private static IEnumerable<WebhookSecret> Active(Account account, DateTimeOffset at) =>
        account.Secrets.Concat(account.Expiring.Where(e => e.ExpiresAt > at).Select(static e => e.Value)).Select(static value => new WebhookSecret(value));
}
