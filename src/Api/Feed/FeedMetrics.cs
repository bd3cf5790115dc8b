using System.Diagnostics.Metrics;

namespace Signalbox.Feed;

/// <summary>What the feed counts.</summary>
internal sealed class FeedMetrics
{
    private readonly UpDownCounter<long> _readers;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _closed;

    public FeedMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _readers = meter.CreateUpDownCounter<long>("signalbox.feed.readers", "{reader}", "Readers of the live feed.");
        _sent = meter.CreateCounter<long>("signalbox.feed.sent", "{event}", "Events written to readers of the live feed.");
        _closed = meter.CreateCounter<long>("signalbox.feed.closed", "{reader}", "Readers of the live feed that have gone, by reason.");
    }

    internal void Entered() => _readers.Add(1);

    internal void Left(FeedEnd end)
    {
        _readers.Add(-1);
        _closed.Add(1, new KeyValuePair<string, object?>("reason", FeedEnds.NameOf(end)));
    }

    internal void Sent(int events) => _sent.Add(events);
}
