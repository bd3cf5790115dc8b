using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Signalbox.Tests.Caller;

/// <summary>How long attempts waited for a permit, by priority, as the product measures it.</summary>
internal sealed class PermitWaits : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _waits = new(StringComparer.Ordinal);

    public PermitWaits()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "signalbox.calls.permit.wait")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "priority", Value: string priority })
                {
                    _waits.GetOrAdd(priority, static _ => new()).Enqueue(seconds * 1_000);
                }
            }
        });
        _listener.Start();
    }

    /// <summary>The waits of a priority since the last look, in milliseconds.</summary>
    internal List<double> Take(string priority)
    {
        List<double> taken = [];
        while (_waits.TryGetValue(priority, out var waits) && waits.TryDequeue(out var wait))
        {
            taken.Add(wait);
        }

        return taken;
    }

    public void Dispose() => _listener.Dispose();
}
