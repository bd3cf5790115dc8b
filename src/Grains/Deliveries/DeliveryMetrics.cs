using System.Diagnostics.Metrics;

namespace Signalbox.Deliveries;

/// <summary>What is measured of deliveries.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _lag;

    public DeliveryMetrics(IMeterFactory meters, SendingSlots slots)
    {
        var meter = meters.Create("Signalbox");
        _attempts = meter.CreateCounter<long>("signalbox.deliveries.attempts", "{request}", "Requests to destinations, by what came of them.");
        _duration = meter.CreateHistogram<double>("signalbox.deliveries.duration", "s", "Time that a request to a destination took.");
        _lag = meter.CreateHistogram<double>("signalbox.deliveries.lag", "s", "Time from the receipt of an event to its delivery at the first attempt.");
        meter.CreateObservableGauge("signalbox.deliveries.in_flight", () => slots.InUse, "{request}", "Requests to destinations that are under way.");
    }

    /// <summary>A request has ended.</summary>
    internal void Ended(AttemptOutcome outcome, int attempt, TimeSpan lag)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("result", DeliveryNames.Of(outcome.Result)));
        _duration.Record(outcome.Duration.TotalSeconds);
        if (outcome.IsDelivered && attempt == 1)
        {
            _lag.Record(lag.TotalSeconds);
        }
    }
}
