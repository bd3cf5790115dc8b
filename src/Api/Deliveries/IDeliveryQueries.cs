namespace Signalbox.Deliveries;

/// <summary>What the API reads of deliveries. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IDeliveryQueries
{
    /// <summary>The most attempts of one destination that a page looks at; of each of several destinations fewer.</summary>
    const int MostScanned = 20_000;

    /// <summary>Deliveries that pass a filter, newest first: those that wait, and those that were delivered for as long as attempts are kept.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Begins behind this one; <see langword="null"/> at the newest. Only its numbers count: there need be no such delivery.</param>
    /// <param name="limit">The most to return; there may be fewer although there are more.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<DeliverySlice> ListAsync(DeliveryFilter filter, DeliveryKey? before, int limit, CancellationToken cancellationToken);

    /// <summary>A delivery with its attempts.</summary>
    /// <returns><see langword="null"/> if there is none, or nothing is kept of it.</returns>
    Task<DeliveryDetail?> FindAsync(DeliveryKey key, CancellationToken cancellationToken);

    /// <summary>The attempts of a destination, the newest deliveries first, of each the latest attempt first; of each 500 characters of the answer.</summary>
    /// <param name="destination">The destination's id.</param>
    /// <param name="result">Only those that came to this; <see langword="null"/>: all.</param>
    /// <param name="before">Begins behind this one; <see langword="null"/> at the newest.</param>
    /// <param name="limit">The most to return; there may be fewer although there are more.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns><see langword="null"/> if there is no such destination.</returns>
    Task<AttemptSlice?> AttemptsAsync(string destination, string? result, AttemptKey? before, int limit, CancellationToken cancellationToken);

    /// <summary>How a destination is doing.</summary>
    /// <returns><see langword="null"/> if there is no such destination.</returns>
    Task<DestinationHealth?> HealthAsync(string destination, CancellationToken cancellationToken);
}

/// <summary>Which deliveries; what is null does not matter.</summary>
/// <param name="Destination">To this one, by its id.</param>
/// <param name="Tenant">To destinations of this tenant; <c>-</c>: of none; <c>*</c>: of everybody's events.</param>
/// <param name="Status">One of <see cref="DeliveryStatusNames.Listed"/>.</param>
/// <param name="Positions">Of the events at these positions of the journal.</param>
/// <param name="Since">Made at this time or later.</param>
/// <param name="Until">Made before this time.</param>
internal sealed record DeliveryFilter(string? Destination, string? Tenant, string? Status, IReadOnlyList<long>? Positions, DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>A part of the deliveries.</summary>
/// <param name="Deliveries">What passed the filter.</param>
/// <param name="Next">Where to go on; <see langword="null"/> if there is no more.</param>
internal sealed record DeliverySlice(IReadOnlyList<DeliveryView> Deliveries, DeliveryKey? Next);

/// <summary>A place among the attempts of a destination.</summary>
/// <param name="Seq">The delivery's number.</param>
/// <param name="Attempt">Which attempt.</param>
internal sealed record AttemptKey(long Seq, int Attempt);

/// <summary>A part of a destination's attempts.</summary>
/// <param name="Attempts">What passed the filter.</param>
/// <param name="Next">Where to go on; <see langword="null"/> if there is no more.</param>
internal sealed record AttemptSlice(IReadOnlyList<AttemptView> Attempts, AttemptKey? Next);
