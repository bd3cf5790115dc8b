using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>The meter <c>Microsoft.Orleans</c>, with Orleans' instruments.</summary>
internal sealed class SiloMetrics
{
    private readonly UpDownCounter<int> _grains;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _timedOut;
    private int _activations;

    internal SiloMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Microsoft.Orleans");
        _grains = meter.CreateUpDownCounter<int>("orleans-grains", description: "Activations in memory, by type.");
        _rejected = meter.CreateCounter<long>("orleans-messaging-rejected", description: "Requests that were refused: overload, stop, no activation.");
        _timedOut = meter.CreateCounter<long>("orleans-app-requests-timedout", description: "Requests whose caller gave up.");
        meter.CreateObservableGauge("orleans-catalog-activations", () => Volatile.Read(ref _activations), description: "Activations in memory.");
    }

    internal void Activated(GrainClass grainClass)
    {
        Interlocked.Increment(ref _activations);
        _grains.Add(1, KeyValuePair.Create<string, object?>("type", grainClass.Implementing.FullName));
    }

    internal void Deactivated(GrainClass grainClass)
    {
        Interlocked.Decrement(ref _activations);
        _grains.Add(-1, KeyValuePair.Create<string, object?>("type", grainClass.Implementing.FullName));
    }

    internal void Rejected() => _rejected.Add(1);

    internal void TimedOut() => _timedOut.Add(1);
}
