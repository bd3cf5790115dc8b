using Microsoft.Extensions.Logging;
using Signalbox.Destinations;

namespace Signalbox.Deliveries;

/// <summary>What the grain of a destination needs.</summary>
internal sealed record DeliveryServices(
    IDestinations Destinations,
    IDeliveryStore Store,
    IDeliveryLedger Ledger,
    IOutgoingEvents Events,
    IDeliverySender Sender,
    IDestinationNews News,
    SendingSlots Slots,
    DeliveryMetrics Metrics,
    DestinationOptions Options,
    TimeProvider Time,
    Random Random,
    ILogger<DestinationGrain> Logger);
