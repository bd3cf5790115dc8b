using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Signalbox.Providers;

namespace Signalbox.Ingress;

/// <summary>A webhook ingress: an account with what it takes to check and read its requests. Safe for concurrent use.</summary>
internal sealed class Source
{
    private readonly IReadOnlyList<(ActiveSecret Secret, DateTimeOffset? ExpiresAt)> _secrets;
    private ActiveSecrets _active;

    /// <param name="account">The account.</param>
    /// <param name="provider">Checks and reads its requests.</param>
    /// <param name="uses">Where it is counted which secret verified a request.</param>
    internal Source(Account account, IWebhookProvider provider, SecretUses uses)
    {
        (Account, Provider) = (account, provider);
        _secrets =
        [
            .. account.Secrets.Select(value => (Secret(value), default(DateTimeOffset?))),
            .. account.Expiring.Select(expiring => (Secret(expiring.Value), (DateTimeOffset?)expiring.ExpiresAt)),
        ];
        _active = ActiveAt(DateTimeOffset.MinValue);

        ActiveSecret Secret(string value)
        {
            var secret = new WebhookSecret(value);
            return new ActiveSecret(secret, uses.Of(account.Name, secret.Fingerprint));
        }
    }

    internal Account Account { get; }

    internal IWebhookProvider Provider { get; }

    /// <summary>The secrets that are accepted at a time. Allocates only when one has expired.</summary>
    internal ActiveSecrets SecretsAt(DateTimeOffset now)
    {
        var active = Volatile.Read(ref _active);
        if (now < active.Until)
        {
            return active;
        }

        // Whoever comes at the same moment makes the same; a clock that goes back would find an expired secret expired.
        active = ActiveAt(now);
        Volatile.Write(ref _active, active);
        return active;
    }

    private ActiveSecrets ActiveAt(DateTimeOffset now)
    {
        var active = _secrets.Where(secret => secret.ExpiresAt is not { } end || now < end).ToList();
        return new ActiveSecrets([.. active.Select(static s => s.Secret)], active.Min(static s => s.ExpiresAt) ?? DateTimeOffset.MaxValue);
    }
}

/// <summary>A secret with its count.</summary>
internal sealed record ActiveSecret(WebhookSecret Secret, SecretUse Use);

/// <summary>The secrets that are accepted up to a time.</summary>
internal sealed class ActiveSecrets(ActiveSecret[] secrets, DateTimeOffset until)
{
    private readonly WebhookSecret[] _values = [.. secrets.Select(static s => s.Secret)];

    /// <summary>The secrets.</summary>
    internal ReadOnlySpan<WebhookSecret> Values => _values;

    /// <summary>When the first of them expires.</summary>
    internal DateTimeOffset Until { get; } = until;

    /// <summary>Counts a request that a secret has verified.</summary>
    /// <param name="index">Which; -1: none is known.</param>
    /// <param name="at">When it came.</param>
    internal void Matched(int index, DateTimeOffset at)
    {
        if ((uint)index < (uint)secrets.Length)
        {
            secrets[index].Use.Count(at);
        }
    }
}

/// <summary>The sources by name, following the accounts. Safe for concurrent use.</summary>
internal sealed class Sources
{
    private readonly IAccounts _accounts;
    private readonly SecretUses _uses;
    private readonly Dictionary<string, IWebhookProvider> _providers;
    private readonly Lock _lock = new();
    private Table _table;

    public Sources(IAccounts accounts, IEnumerable<IWebhookProvider> providers, SecretUses uses)
    {
        (_accounts, _uses) = (accounts, uses);
        _providers = providers.ToDictionary(static p => p.Name);
        _table = Build(accounts.All);
    }

    /// <inheritdoc cref="IAccounts.IsComplete"/>
    internal bool IsComplete => _accounts.IsComplete;

    /// <summary>Finds a source that is not deleted. Allocates nothing unless the accounts have changed.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out Source? source)
    {
        var table = Volatile.Read(ref _table);
        var accounts = _accounts.All;
        if (!ReferenceEquals(table.Accounts, accounts))
        {
            table = Rebuild(accounts);
        }

        return table.ByName.TryGetValue(name, out source);
    }

    private Table Rebuild(IReadOnlyList<Account> accounts)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_table.Accounts, accounts))
            {
                Volatile.Write(ref _table, Build(accounts));
            }

            return _table;
        }
    }

    private Table Build(IReadOnlyList<Account> accounts) => new(
        accounts,
        accounts
            .Where(a => a.State is not SourceState.Deleted && _providers.ContainsKey(a.Provider))
            .ToFrozenDictionary(static a => a.Name, a => new Source(a, _providers[a.Provider], _uses), StringComparer.Ordinal));

    private sealed record Table(IReadOnlyList<Account> Accounts, FrozenDictionary<string, Source> ByName);
}
