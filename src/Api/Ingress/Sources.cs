using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;

namespace Signalbox.Ingress;

/// <summary>A webhook ingress: an account with what it takes to check and read its requests.</summary>
internal sealed record Source(Account Account, IWebhookProvider Provider, WebhookSecret[] Secrets);

/// <summary>The sources by name. Built once; safe for concurrent use. The providers in it follow their definitions.</summary>
internal sealed class Sources
{
    private readonly FrozenDictionary<string, Source> _byName;

    public Sources(IAccounts accounts, ProviderCatalog providers) =>
        _byName = accounts.All.ToFrozenDictionary(
            static a => a.Name,
            a => providers.TryFind(a.Provider, out var provider)
                ? new Source(a, provider, a.Secrets.Select(static s => new WebhookSecret(s)).ToArray())
                : throw new InvalidOperationException($"The account '{a.Name}' is of the provider '{a.Provider}', which is not known."));

    internal bool TryFind(string name, [NotNullWhen(true)] out Source? source) => _byName.TryGetValue(name, out source);
}
