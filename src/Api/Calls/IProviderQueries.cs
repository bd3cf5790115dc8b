namespace Signalbox.Calls;

/// <summary>What the API reads of the calls to providers: from the rows, so that every process can. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IProviderQueries
{
    /// <summary>The configured accounts, by name.</summary>
    IReadOnlyList<ProviderAccount> Accounts { get; }

    /// <summary>How an account's calls stand; <see langword="null"/> if there is no such account.</summary>
    Task<ProviderStatus?> FindAsync(string account, CancellationToken cancellationToken);

    /// <summary>One circuit of an account; <see langword="null"/> if nothing was ever sent through it and it is not the usual one.</summary>
    Task<ProviderCircuit?> FindCircuitAsync(string account, string endpointClass, CancellationToken cancellationToken);
}
