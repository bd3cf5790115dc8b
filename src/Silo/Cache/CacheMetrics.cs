using System.Diagnostics.Metrics;

namespace Signalbox.Cache;

/// <summary>What the cache counts.</summary>
internal sealed class CacheMetrics
{
    private readonly Counter<long> _reads;
    private readonly Counter<long> _evictions;

    public CacheMetrics(IMeterFactory meters, CacheMemory memory)
    {
        var meter = meters.Create("Signalbox");
        _reads = meter.CreateCounter<long>("signalbox.cache.reads", "{read}", "Objects asked for, by where their answer came from: hit, miss (a call), shared (another's call), stale, or none.");
        _evictions = meter.CreateCounter<long>("signalbox.cache.evictions", "{entry}", "Entries that made room for others.");
        meter.CreateObservableGauge("signalbox.cache.entries", () => memory.Count, "{entry}", "Objects in the cache.");
        meter.CreateObservableGauge("signalbox.cache.bytes", () => memory.Bytes, "By", "What the cache takes in memory, about.");
    }

    internal void Read(CacheKey key, string outcome) =>
        _reads.Add(1, new("account", key.Account), new("kind", Projections.TableNames.Of(key.Object.Table)), new("outcome", outcome));

    internal void Evicted(int entries)
    {
        if (entries > 0)
        {
            _evictions.Add(entries);
        }
    }
}
