namespace Signalbox.Journal;

/// <summary>What the API reads from the journal. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IEventQueries
{
    /// <summary>The most entries of the journal that one page looks at.</summary>
    const int MostScanned = 20_000;

    /// <summary>The most streams that a filter has.</summary>
    const int MostStreams = 100;

    /// <summary>Events that pass a filter, newest first; with a stream by its versions, otherwise by position.</summary>
    /// <param name="filter">Which events.</param>
    /// <param name="before">Begins behind this version (with a stream) or position; <see langword="null"/> at the newest.</param>
    /// <param name="limit">The most events to return. Looks at no more than <see cref="MostScanned"/> entries, so there may be fewer.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<EventSlice> ListAsync(EventFilter filter, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>What was recorded of an event's way besides itself.</summary>
    Task<EventRecords> RecordsAsync(EventSummary of, CancellationToken cancellationToken);

    /// <summary>The stored event of each of the accounts that has one of this id.</summary>
    /// <param name="accounts">The accounts to look in.</param>
    /// <param name="eventId">The provider's id of the event.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<IReadOnlyList<StoredEvent>> FindAsync(IReadOnlyList<string> accounts, string eventId, CancellationToken cancellationToken);
}

/// <summary>Which events; what is null does not matter.</summary>
/// <param name="Account">Of this account.</param>
/// <param name="Type">Of this type, or whose type begins with what stands before a final <c>*</c>.</param>
/// <param name="Stream">Of this stream.</param>
/// <param name="From">That entered the journal at this time or later.</param>
/// <param name="To">That entered the journal before this time.</param>
/// <param name="Status">One of <see cref="EventStatusNames"/>.</param>
/// <param name="IdText">Whose id holds this text.</param>
internal sealed record EventFilter(string? Account, string? Type, string? Stream, DateTimeOffset? From, DateTimeOffset? To, string? Status, string? IdText = null)
{
    /// <summary>Of one of these streams, at most <see cref="IEventQueries.MostStreams"/>; not together with <see cref="Stream"/>.</summary>
    public IReadOnlyList<string>? Streams { get; init; }
}

/// <summary>A part of the journal.</summary>
/// <param name="Events">What passed the filter.</param>
/// <param name="Next">Where to go on; <see langword="null"/> if there is no more.</param>
internal sealed record EventSlice(IReadOnlyList<EventSummary> Events, long? Next);

/// <summary>An event as the journal keeps it.</summary>
/// <param name="Summary">All but the body.</param>
/// <param name="Headers">One <c>Name: value</c> a line.</param>
/// <param name="Payload">The bytes as received.</param>
/// <param name="VerifiedWith">The fingerprint of the secret that signed it, if one did and it is known.</param>
internal sealed record StoredEvent(EventSummary Summary, string Headers, ReadOnlyMemory<byte> Payload, string? VerifiedWith = null);
