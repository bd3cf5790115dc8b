namespace Signalbox.Feed;

/// <summary>What was applied, in the order in which it was committed. Safe for any number of callers at once.</summary>
internal interface IFeed
{
    /// <summary>Begins to read.</summary>
    /// <param name="start">Where.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <remarks>Throws <see cref="System.Data.Common.DbException"/> or <see cref="TimeoutException"/> when the database is away.</remarks>
    Task<FeedOpening> OpenAsync(FeedStart start, FeedFilter filter, CancellationToken cancellationToken);
}

/// <summary>Reads the feed for one client. One caller at a time; must be disposed of.</summary>
internal interface IFeedReader : IDisposable
{
    /// <summary>Everything up to this number was read, or is not wanted.</summary>
    long After { get; }

    /// <summary>Waits for events; at the latest with the next heartbeat there is an answer, which may have none.</summary>
    /// <exception cref="OperationCanceledException">By <paramref name="cancellationToken"/>.</exception>
    ValueTask<FeedBatch> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Where a feed begins.</summary>
internal abstract record FeedStart
{
    private FeedStart()
    {
    }

    /// <summary>With what is committed from now on.</summary>
    internal sealed record Now : FeedStart;

    /// <summary>Behind this number; behind 0: with the oldest event that is kept.</summary>
    internal sealed record Behind(long Seq) : FeedStart;

    /// <summary>With what was committed at this time or later, as far as it is kept.</summary>
    internal sealed record At(DateTimeOffset Time) : FeedStart;
}

/// <summary>What came of opening the feed.</summary>
internal abstract record FeedOpening
{
    private FeedOpening()
    {
    }

    /// <summary>It is open.</summary>
    internal sealed record Opened(IFeedReader Reader) : FeedOpening;

    /// <summary>Events behind the number are not kept any more. <paramref name="Oldest"/>: the first number that may be.</summary>
    internal sealed record TooOld(long Oldest) : FeedOpening;

    /// <summary>No such number was given out yet.</summary>
    internal sealed record NotYet : FeedOpening;
}

/// <summary>A part of the feed. Its events are valid until it is disposed of, which lets the next one read.</summary>
/// <param name="Events">In their order; may be none.</param>
/// <param name="End">Whether the feed ends here, and why.</param>
/// <param name="Turn">What is given back when the events are written.</param>
internal readonly record struct FeedBatch(IReadOnlyList<FeedEvent> Events, FeedEnd End = FeedEnd.None, IDisposable? Turn = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Turn?.Dispose();
}

/// <summary>Why a feed ends from this side.</summary>
internal enum FeedEnd
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>The reader was overtaken.</summary>
    TooSlow = 1,

    /// <summary>What comes next is not kept any more.</summary>
    Expired = 2,

    /// <summary>The process stops.</summary>
    Stopping = 3,

    /// <summary>The token was revoked, or has expired.</summary>
    Token = 4,

    /// <summary>The reader went away.</summary>
    Left = 5,
}
