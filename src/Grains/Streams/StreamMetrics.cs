using System.Diagnostics.Metrics;

namespace Signalbox.Streams;

/// <summary>What the grains of the streams count.</summary>
internal sealed class StreamMetrics
{
    private readonly Counter<long> _applied;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _lag;

    public StreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _applied = meter.CreateCounter<long>("signalbox.streams.applied", "{event}", "Events applied.");
        _fenced = meter.CreateCounter<long>("signalbox.streams.fenced", "{commit}", "Commits turned away because another activation had moved the stream's cursor.");
        _retries = meter.CreateCounter<long>("signalbox.streams.retries", "{event}", "Failed attempts to apply an event that will be tried again.");
        _deadLetters = meter.CreateCounter<long>("signalbox.streams.dead_letters", "{event}", "Events given up on.");
        _lag = meter.CreateHistogram<double>("signalbox.streams.apply.lag", "s", "Time from an event's arrival to its application.");
    }

    internal void Applied(TimeSpan lag)
    {
        _applied.Add(1);
        _lag.Record(lag.TotalSeconds);
    }

    internal void Fenced() => _fenced.Add(1);

    internal void Retried() => _retries.Add(1);

    internal void DeadLettered() => _deadLetters.Add(1);
}
