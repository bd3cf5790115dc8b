using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Signalbox.Providers.Definitions;

namespace Signalbox.Ingress;

/// <summary>The sources by name, following the accounts and the providers. Safe for concurrent use.</summary>
internal sealed class Sources
{
    private readonly IAccounts _accounts;
    private readonly ProviderCatalog _providers;
    private readonly SecretUses _uses;
    private readonly SourceShares _shares;
    private readonly Lock _lock = new();
    private Table _table;

    public Sources(IAccounts accounts, ProviderCatalog providers, SecretUses uses, SourceShares shares)
    {
        (_accounts, _providers, _uses, _shares) = (accounts, providers, uses, shares);
        _table = Build();
    }

    /// <inheritdoc cref="IAccounts.IsComplete"/>
    internal bool IsComplete => _accounts.IsComplete;

    /// <summary>Finds a source that is not deleted. Allocates nothing unless the accounts or the providers have changed.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out Source? source)
    {
        var table = Volatile.Read(ref _table);
        return (IsCurrent(table) ? table : Rebuild()).ByName.TryGetValue(name, out source);
    }

    private bool IsCurrent(Table table) => ReferenceEquals(table.Accounts, _accounts.All) && table.Providers == _providers.Revision;

    private Table Rebuild()
    {
        lock (_lock)
        {
            if (!IsCurrent(_table))
            {
                Volatile.Write(ref _table, Build());
            }

            return _table;
        }
    }

    private Table Build()
    {
        // The revision first: a provider that comes meanwhile makes another table.
        var revision = _providers.Revision;
        var accounts = _accounts.All;
        var byName = new Dictionary<string, Source>(accounts.Count, StringComparer.Ordinal);
        foreach (var account in accounts)
        {
            if (account.State is not SourceState.Deleted && _providers.TryFind(account.Provider, out var provider))
            {
                byName.Add(account.Name, new Source(account, provider, _uses) { Share = _shares.Of(account.Name) });
            }
        }

        return new Table(accounts, revision, byName.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private sealed record Table(IReadOnlyList<Account> Accounts, long Providers, FrozenDictionary<string, Source> ByName);
}
