using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Ingress;

/// <summary>The configured accounts, in memory. Never changes while the process runs; safe for any number of callers at once.</summary>
public interface IAccounts
{
    /// <summary>Every account, ordered by name.</summary>
    IReadOnlyList<Account> All { get; }

    /// <summary>Finds an account by its exact name, which is also the last segment of its ingest path.</summary>
    /// <param name="name">The name as it came in a request: of any length, trusted in nothing.</param>
    /// <param name="account">The account, if there is one.</param>
    bool TryFind(string name, [NotNullWhen(true)] out Account? account);
}
