using Signalbox.Destinations;
using Signalbox.Postgres;

namespace Signalbox.Deliveries;

/// <summary>Calls for deliveries that somebody has changed, in this process if it has grains and in the others. Safe for any number of callers at once.</summary>
/// <param name="wakes">Reaches the other processes.</param>
/// <param name="local">The grains of this process; <see langword="null"/> if it has none.</param>
internal sealed class DeliveryCalls(ProcessWakes wakes, DeliveryWakes? local)
{
    /// <summary>There is something new to deliver to this one. Whoever has its lease looks at once; if nobody has, whoever takes it.</summary>
    internal void Call(Destination destination)
    {
        local?.Wake(destination.Id);
        wakes.Send(ProcessWakes.AskedDeliveries, destination.Number);
    }
}
