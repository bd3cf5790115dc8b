namespace Signalbox.Deliveries;

/// <summary>The rows of what is to be delivered. Safe for any number of callers at once.</summary>
internal interface IDeliveryStore
{
    /// <summary>Takes the lease of a destination, unless another process has it.</summary>
    /// <returns>What the lease tells; <see langword="null"/> if another process has it.</returns>
    Task<DestinationLease?> AcquireAsync(int destination, CancellationToken cancellationToken);

    /// <summary>Makes the lease last anew.</summary>
    /// <returns><see langword="false"/> if it is another's.</returns>
    Task<bool> RenewAsync(int destination, long fence, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, so that another need not wait for its end.</summary>
    Task ReleaseAsync(int destination, long fence, CancellationToken cancellationToken);

    /// <summary>Reads deliveries that were never tried, in their order.</summary>
    /// <param name="destination">The destination's number.</param>
    /// <param name="after">Only behind this number.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<QueuedDelivery>> ReadFreshAsync(int destination, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads deliveries whose time to be tried again has come, in their order; none that is behind another of its key that is not due.</summary>
    Task<DueDeliveries> ReadDueAsync(int destination, int limit, CancellationToken cancellationToken);

    /// <summary>Makes what is parked behind nothing any more due now: what a lost moment between two processes left behind.</summary>
    /// <returns>How many keys go on.</returns>
    Task<int> UnparkAsync(int destination, CancellationToken cancellationToken);

    /// <summary>Disables a destination in every process: what waits stays, and nothing new is made. On return it is on disk.</summary>
    /// <param name="destination">Its number.</param>
    /// <param name="reason"><c>gone</c> or <c>failing</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns><see langword="false"/> if it was disabled already.</returns>
    Task<bool> DisableAsync(int destination, string reason, CancellationToken cancellationToken);

    /// <summary>Notes that <c>destination.failing</c> was published for this time of failing.</summary>
    Task NoteToldAsync(int destination, CancellationToken cancellationToken);
}

/// <summary>The lease of a destination.</summary>
/// <param name="Fence">Grows with each owner.</param>
/// <param name="Lasts">How long it holds from before it was asked for.</param>
/// <param name="IsFailing">Whether the last attempts failed.</param>
/// <param name="IsTold">Whether <c>destination.failing</c> was published for that.</param>
internal sealed record DestinationLease(long Fence, TimeSpan Lasts, bool IsFailing, bool IsTold);

/// <summary>A delivery that waits.</summary>
/// <param name="Seq">Its number: its place in the order.</param>
/// <param name="Position">The event's position in the journal.</param>
/// <param name="Key">Deliveries of one key wait for each other; <see langword="null"/>: for nothing.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="IsBehind">Whether an earlier one of its key has failed and is still to be delivered.</param>
/// <param name="IsAgain">Whether it has failed before, or was parked: its key may have others behind it.</param>
internal sealed record QueuedDelivery(long Seq, long Position, long? Key, int Attempts, bool IsBehind = false, bool IsAgain = false);

/// <summary>Deliveries that are due.</summary>
/// <param name="Deliveries">Those, up to the limit.</param>
/// <param name="NextIn">Until the next one behind them is due; <see langword="null"/> if there is none.</param>
internal sealed record DueDeliveries(IReadOnlyList<QueuedDelivery> Deliveries, TimeSpan? NextIn);
