using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>What the API reads about streams. Safe for any number of callers at once; each call is a few reads by key.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IStreamQueries
{
    /// <summary>How far a stream is, or <see langword="null"/> if it has no event.</summary>
    Task<StreamState?> FindAsync(StreamKey key, CancellationToken cancellationToken);

    /// <summary>Streams that do not move, by key.</summary>
    /// <param name="held">Those held by a dead letter; otherwise those whose next event is tried again.</param>
    /// <param name="account">Only of this account; <see langword="null"/> for any.</param>
    /// <param name="after">Begins behind this key; <see langword="null"/> at the beginning.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<StreamState>> ListStalledAsync(bool held, string? account, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Events of a stream by version.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="after">Begins behind this version; <see langword="null"/> at the beginning.</param>
    /// <param name="ascending">Oldest first.</param>
    /// <param name="limit">The most events to return.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<EventSummary>> ListEventsAsync(StreamKey key, long? after, bool ascending, int limit, CancellationToken cancellationToken);
}
