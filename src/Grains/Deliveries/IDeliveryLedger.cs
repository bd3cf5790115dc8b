namespace Signalbox.Deliveries;

/// <summary>Writes what has become of deliveries, those of all destinations of this process together, in the order given. Safe for any number of callers at once.</summary>
internal interface IDeliveryLedger
{
    /// <summary>Whether so much waits to be written that nothing more should be sent.</summary>
    bool IsFull { get; }

    /// <summary>Adds to what is written next.</summary>
    /// <returns>Completes when it is written, and says how the destination stands then; of a destination whose lease is another's nothing is written but the attempts.</returns>
    Task<LedgerReport> WriteAsync(DeliveryOutcome outcome);
}

/// <summary>What has become of a delivery.</summary>
/// <param name="Destination">The destination's number.</param>
/// <param name="Fence">Of the lease in whose name it is written.</param>
/// <param name="Delivery">The delivery.</param>
/// <param name="Fate">What has become of it.</param>
internal sealed record DeliveryOutcome(int Destination, long Fence, QueuedDelivery Delivery, DeliveryFate Fate)
{
    /// <summary>The request, if one was made.</summary>
    public AttemptOutcome? Attempt { get; init; }

    /// <summary>When the request began.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Until it is tried again, of <see cref="DeliveryFate.Retry"/>.</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>Whether how the destination does is to be written: whenever it is not simply doing well.</summary>
    public bool TellsHealth { get; init; }

    /// <summary>Whether something that is parked behind it may be due now.</summary>
    internal bool MayUnpark => Delivery.Key is not null && (Fate is DeliveryFate.Parked || (Delivery.IsAgain && Fate is DeliveryFate.Delivered or DeliveryFate.Dead));
}

/// <summary>What becomes of a delivery.</summary>
internal enum DeliveryFate
{
    /// <summary>It is delivered; what is parked behind it goes on.</summary>
    Delivered = 1,

    /// <summary>It failed and is tried again later.</summary>
    Retry = 2,

    /// <summary>It waits behind one of its key that failed.</summary>
    Parked = 3,

    /// <summary>It is given up on, and its key goes on.</summary>
    Dead = 4,

    /// <summary>It is given up on, and holds its key.</summary>
    Held = 5,
}

/// <summary>How a destination stands after a write.</summary>
/// <param name="IsOwner">Whether the lease is still that in whose name was written.</param>
/// <param name="FailingFor">How long it has been failing without a success, by the database's clock; <see langword="null"/> if it is not, or that was not written.</param>
internal sealed record LedgerReport(bool IsOwner, TimeSpan? FailingFor);
