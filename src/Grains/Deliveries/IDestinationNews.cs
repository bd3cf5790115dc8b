using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>Publishes what happens to destinations, as events that are delivered like any other. What cannot be published is logged: no call throws.</summary>
internal interface IDestinationNews
{
    /// <summary><c>destination.failing</c>: nothing has got through for a while.</summary>
    Task FailingAsync(Destination destination, TimeSpan failingFor, string? fault);

    /// <summary><c>destination.recovered</c>: something got through again, after <c>destination.failing</c>.</summary>
    Task RecoveredAsync(Destination destination);

    /// <summary><c>destination.disabled</c>, by nobody's hand.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="reason"><c>gone</c> or <c>failing</c>.</param>
    Task DisabledAsync(Destination destination, string reason);

    /// <summary><c>delivery.exhausted</c>: an event was given up on. Not of events that are such news themselves.</summary>
    Task ExhaustedAsync(Destination destination, QueuedDelivery delivery, AttemptOutcome outcome);
}
