using Signalbox.Providers.Cache;

namespace Signalbox.Cache;

/// <summary>Reads objects as their provider has them, through the cache. Safe for any number of callers at once.</summary>
internal interface ICachedObjects
{
    /// <summary>Whether an account has what it takes to call its provider: a known one, and a key.</summary>
    bool CanRead(string account);

    /// <summary>
    /// Reads an object. Any number of callers at once cost one call to the provider, and one that gives up does not end it for the others.
    /// </summary>
    /// <param name="account">The account; one that <see cref="CanRead"/>.</param>
    /// <param name="kind">A kind that may be cached.</param>
    /// <param name="id">The provider's id of it, checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="System.Data.Common.DbException">The database is away, and nothing is cached that may be served then.</exception>
    Task<CachedAnswer> ReadAsync(string account, CacheableKind kind, string id, CancellationToken cancellationToken);
}
