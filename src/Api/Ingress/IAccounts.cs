using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Ingress;

/// <summary>The accounts of the settings and of the API, in memory. Each change is a new list; safe for any number of callers at once.</summary>
public interface IAccounts
{
    /// <summary>Whether those made by the API are known: before the database was first ready, a name that is not found may be one of them.</summary>
    bool IsComplete { get; }

    /// <summary>Every account, ordered by name, disabled and deleted ones too. The same object until something changes.</summary>
    IReadOnlyList<Account> All { get; }

    /// <summary>Finds an account by its exact name, which is also the last segment of its ingest path.</summary>
    /// <param name="name">The name as it came in a request: of any length, trusted in nothing.</param>
    /// <param name="account">The account, if there is one.</param>
    bool TryFind(string name, [NotNullWhen(true)] out Account? account);
}
