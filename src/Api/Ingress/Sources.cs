using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Signalbox.Providers;

namespace Signalbox.Ingress;

/// <summary>A webhook ingress: an account with what it takes to check and read its requests.</summary>
internal sealed record Source(Account Account, IWebhookProvider Provider, WebhookSecret[] Secrets);

/// <summary>The sources by name. Built once; safe for concurrent use.</summary>
internal sealed class Sources
{
    private readonly FrozenDictionary<string, Source> _byName;

    public Sources(IAccounts accounts, IEnumerable<IWebhookProvider> providers)
    {
        var byProvider = providers.ToDictionary(static p => p.Name);
        _byName = accounts.All.ToFrozenDictionary(
            static a => a.Name,
            a => new Source(a, byProvider[a.Provider], a.Secrets.Select(static s => new WebhookSecret(s)).ToArray()));
    }

    internal bool TryFind(string name, [NotNullWhen(true)] out Source? source) => _byName.TryGetValue(name, out source);
}
