using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Signalbox.Ingress;

namespace Signalbox.Hosting;

/// <summary>
/// The accounts of <see cref="SignalboxSettings"/>. With none configured, one named <c>stripe</c> with a secret generated into the data
/// folder, so that a first webhook needs no preparation.
/// </summary>
internal sealed class Accounts : IAccounts
{
    private readonly FrozenDictionary<string, Account> _byName;

    public Accounts(SignalboxSettings settings, DataFolder folder)
    {
        All = settings.IsDevelopmentAccount
            ? [new Account(AccountsReader.Stripe, AccountsReader.Stripe, [SecretFile.ReadOrCreate(folder.DevelopmentSecretFile, NewSecret)], DeadLetterPolicy.GoOn)]
            : [.. settings.Accounts.Select(static a => new Account(a.Name, a.Provider, a.WebhookSecrets, a.DeadLetters))];
        _byName = All.ToFrozenDictionary(static a => a.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Account> All { get; }

    /// <inheritdoc/>
    public bool TryFind(string name, [NotNullWhen(true)] out Account? account) => _byName.TryGetValue(name, out account);

    private static string NewSecret() => $"whsec_dev_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}";
}
