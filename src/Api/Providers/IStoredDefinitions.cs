using Signalbox.Providers.Definitions;

namespace Signalbox.Providers;

/// <summary>The definitions that the API stores. What was changed is on disk on return and known to this process; to others within seconds. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IStoredDefinitions
{
    /// <summary>Stores a definition, in the place of one of the same name.</summary>
    /// <returns><see langword="false"/> if there are as many as there may be.</returns>
    Task<bool> PutAsync(ProviderDefinition definition, CancellationToken cancellationToken);

    /// <summary>Deletes one.</summary>
    /// <returns><see langword="false"/> if there is none, or a source uses it.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}
