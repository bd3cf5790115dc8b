using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Signalbox.Hosting;
using Signalbox.Ingress;

namespace Signalbox.Sources;

/// <summary>
/// All accounts: those of the settings, which never change, and those of the API, which <see cref="Replace"/> swaps as a whole. With none in the
/// settings, one named <c>stripe</c> with a secret generated into the data folder, so that a first webhook needs no preparation. Safe for any
/// number of callers at once.
/// </summary>
internal sealed class AccountDirectory : IAccounts
{
    private readonly IReadOnlyList<AccountSettings> _configured;
    private readonly FrozenSet<string> _configuredNames;
    private readonly ConcurrentDictionary<string, long> _missing = new(StringComparer.Ordinal);
    private volatile Snapshot _snapshot;
    private volatile TaskCompletionSource _changed = NewSignal();
    private long _looks;

    /// <param name="configured">The accounts of the settings.</param>
    public AccountDirectory(IReadOnlyList<AccountSettings> configured)
    {
        _configured = configured;
        _configuredNames = configured.Select(static a => a.Name).ToFrozenSet(StringComparer.Ordinal);
        _snapshot = Snapshot.Of([.. configured.Select(ToEntry)]);
    }

    /// <inheritdoc/>
    public bool IsComplete { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Account> All => _snapshot.Accounts;

    /// <summary>What is configured of each account that is not deleted, ordered by name. The same object until something changes.</summary>
    internal IReadOnlyList<AccountSettings> Settings => _snapshot.Settings;

    /// <summary>The accounts of the settings, or the one for development, as they were configured.</summary>
    internal IReadOnlyList<AccountSettings> Configured => _configured;

    /// <summary>The accounts of the process's settings.</summary>
    internal static AccountDirectory Of(SignalboxSettings settings, DataFolder folder) => new(settings.IsDevelopmentAccount
        ? [new AccountSettings(AccountsReader.Stripe, AccountsReader.Stripe, [SecretFile.ReadOrCreate(folder.DevelopmentSecretFile, NewSecret)], ApiKey: null, DeadLetterPolicy.GoOn)]
        : settings.Accounts);

    /// <inheritdoc/>
    public bool TryFind(string name, [NotNullWhen(true)] out Account? account)
    {
        account = _snapshot.ByName.TryGetValue(name, out var entry) ? entry.Account : null;
        return account is not null;
    }

    /// <summary>What is configured of an account; <see langword="null"/> if there is none, or it is deleted.</summary>
    internal AccountSettings? Find(string name) =>
        _snapshot.ByName.TryGetValue(name, out var entry) && entry.Account.State is not SourceState.Deleted ? entry.Settings : null;

    /// <summary>Whether the settings have an account of this name.</summary>
    internal bool IsConfigured(string name) => _configuredNames.Contains(name);

    /// <summary>
    /// Whether there is no account of this name, and that was looked up in the database since somebody first asked for it: a process may meet an
    /// event of an account that another one has just made.
    /// </summary>
    internal bool IsSurelyUnknown(string name)
    {
        if (_snapshot.ByName.ContainsKey(name))
        {
            return false;
        }

        // The look under way may have begun before.
        var asked = _missing.GetOrAdd(name, static (_, looks) => looks, Interlocked.Read(ref _looks));
        return Interlocked.Read(ref _looks) > asked + 1;
    }

    /// <summary>Puts these in the place of all accounts that the API has made. A name of the settings stays the settings'.</summary>
    internal void Replace(IReadOnlyList<(Account Account, AccountSettings Settings)> made)
    {
        _snapshot = Snapshot.Of(
        [
            .. _configured.Select(ToEntry),
            .. made.Where(m => !_configuredNames.Contains(m.Account.Name)).Select(static m => new Entry(m.Account, m.Settings)),
        ]);
        IsComplete = true;
        _missing.Clear();
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    /// <summary>Notes that the database was looked at and <see cref="Replace"/> called if need was.</summary>
    internal void Looked() => Interlocked.Increment(ref _looks);

    /// <summary>Completes at the next change after the call. Take it before reading what may change.</summary>
    internal Task ChangedAsync(CancellationToken cancellationToken) => _changed.Task.WaitAsync(cancellationToken);

    private static Entry ToEntry(AccountSettings a) => new(new Account(a.Name, a.Provider, a.WebhookSecrets, a.DeadLetters) { AllowFrom = a.AllowFrom, PublicUrl = a.PublicUrl }, a);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string NewSecret() => $"whsec_dev_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}";

    private sealed record Entry(Account Account, AccountSettings Settings);

    private sealed record Snapshot(IReadOnlyList<Account> Accounts, IReadOnlyList<AccountSettings> Settings, FrozenDictionary<string, Entry> ByName)
    {
        internal static Snapshot Of(IReadOnlyList<Entry> entries)
        {
            var ordered = entries.OrderBy(static e => e.Account.Name, StringComparer.Ordinal).ToList();
            return new Snapshot(
                [.. ordered.Select(static e => e.Account)],
                [.. ordered.Where(static e => e.Account.State is not SourceState.Deleted).Select(static e => e.Settings)],
                ordered.ToFrozenDictionary(static e => e.Account.Name, StringComparer.Ordinal));
        }
    }
}
