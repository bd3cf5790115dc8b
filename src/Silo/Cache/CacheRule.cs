namespace Signalbox.Cache;

/// <summary>Decides what an entry is worth. Pure.</summary>
internal static class CacheRule
{
    /// <summary>What an entry is worth by its age alone.</summary>
    /// <param name="age">How long ago the provider was asked.</param>
    /// <param name="timeToLive">How long an answer of this kind may be served.</param>
    /// <param name="mostStale">How old one may be that is served while the provider cannot be asked.</param>
    internal static EntryWorth ByAge(TimeSpan age, TimeSpan timeToLive, TimeSpan mostStale) =>
        age < timeToLive ? EntryWorth.Fresh
        : age <= mostStale ? EntryWorth.Stale
        : EntryWorth.None;

    /// <summary>What the row tells of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="row">The row as it is now.</param>
    internal static EntryState ByRow(CacheEntry entry, RowState row)
    {
        if (row.Revision == entry.Revision)
        {
            return EntryState.Holds;
        }

        if (row.IsDeleted && !entry.IsGone)
        {
            return EntryState.Deleted;
        }

        // Written since, but by another answer of the provider that says the same, and nothing was signalled after that.
        return !row.IsProvisional && (entry.IsGone ? row.IsDeleted : row.HasSameJson) ? EntryState.Holds : EntryState.Invalidated;
    }
}

/// <summary>What an entry is worth by its age.</summary>
internal enum EntryWorth
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It can be served while the provider cannot be asked.</summary>
    Stale = 1,

    /// <summary>It can be served, if its row says so.</summary>
    Fresh = 2,
}

/// <summary>What an entry's row tells of it.</summary>
internal enum EntryState
{
    /// <summary>Nothing was signalled since the provider was asked, or what was is known to have changed nothing.</summary>
    Holds = 1,

    /// <summary>The object may have changed.</summary>
    Invalidated = 2,

    /// <summary>The object was deleted: the entry is not to be served under any circumstances.</summary>
    Deleted = 3,
}
