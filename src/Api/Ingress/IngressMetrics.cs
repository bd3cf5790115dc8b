using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Signalbox.Ingress;

/// <summary>What the ingress counts.</summary>
internal sealed class IngressMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Histogram<double> _seconds;

    public IngressMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _accepted = meter.CreateCounter<long>("signalbox.ingress.accepted", "{event}", "Webhooks answered 200.");
        _rejected = meter.CreateCounter<long>("signalbox.ingress.rejected", "{request}", "Webhooks answered with an error, by reason.");
        _seconds = meter.CreateHistogram<double>("signalbox.ingress.duration", "s", "Time from a webhook's headers to its answer 200.");
    }

    internal void Accepted(string source, bool duplicate, long started)
    {
        _accepted.Add(1, new KeyValuePair<string, object?>("source", source), new KeyValuePair<string, object?>("duplicate", duplicate ? "true" : "false"));
        _seconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <param name="source">A configured source's name, or "unknown": what anybody may send must not make new series.</param>
    /// <param name="reason">One of a fixed set.</param>
    internal void Rejected(string source, string reason) =>
        _rejected.Add(1, new KeyValuePair<string, object?>("source", source), new KeyValuePair<string, object?>("reason", reason));
}
