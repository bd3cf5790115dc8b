using System.Diagnostics.Metrics;

namespace Signalbox.Reads;

/// <summary>What the reads count.</summary>
internal sealed class ReadMetrics
{
    private readonly Counter<long> _reads;
    private readonly Counter<long> _signals;
    private long _backlog;

    public ReadMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _reads = meter.CreateCounter<long>("signalbox.reads", "{read}", "Objects that were to be read from their provider, by what became of it.");
        _signals = meter.CreateCounter<long>("signalbox.reads.signals", "{signal}", "Signals that an object changed: those that made it to be read, those that came while it was, and those that there was no room for.");
        meter.CreateObservableGauge("signalbox.reads.backlog", () => Volatile.Read(ref _backlog), "{object}", "Objects that the latest look for rows that stayed provisional found, at most as many as are read after one.");
    }

    internal void Read(string account, ReadOutcome outcome) => _reads.Add(1, new("account", account), new("outcome", ReadNames.Of(outcome)));

    internal void Signalled(string account, SignalFate fate) => _signals.Add(1, new("account", account), new("fate", fate switch
    {
        SignalFate.Added => "added",
        SignalFate.Coalesced => "coalesced",
        _ => "dropped",
    }));

    internal void Waiting(long objects) => Volatile.Write(ref _backlog, objects);
}
