using Signalbox.Projections;

namespace Signalbox.Cache;

/// <summary>Tells whether an entry still holds. Safe for any number of callers at once.</summary>
internal interface IRowStates
{
    /// <summary>Looks at the row of an entry: everything that was committed before, by whichever process, is seen.</summary>
    /// <exception cref="System.Data.Common.DbException">The database is away or too slow.</exception>
    Task<RowState> LookAsync(CacheKey key, CacheEntry entry, CancellationToken cancellationToken);
}

/// <summary>How a row stands beside an entry.</summary>
/// <param name="Revision">How often it was written; 0 if there is none. See <see cref="ObjectRevision.Number"/>.</param>
/// <param name="IsProvisional">Whether something was signalled since an answer of the provider confirmed it.</param>
/// <param name="IsDeleted">Whether the object was deleted.</param>
/// <param name="HasSameJson">Whether it is of another revision than the entry, confirmed, and holds the same JSON.</param>
internal readonly record struct RowState(long Revision, bool IsProvisional, bool IsDeleted, bool HasSameJson);
