using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Signalbox.Gaps;

/// <summary>What the search for missed events counts.</summary>
internal sealed class GapMetrics
{
    private readonly ConcurrentDictionary<string, long> _marks = new();
    private readonly Counter<long> _compared;
    private readonly Counter<long> _found;
    private readonly Counter<long> _failures;

    public GapMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create("Signalbox");
        _compared = meter.CreateCounter<long>("signalbox.gaps.compared", "{event}", "Events of providers' lists that were compared with the journal.");
        _found = meter.CreateCounter<long>("signalbox.gaps.found", "{event}", "Events that no webhook had brought and that were appended from a provider's list.");
        _failures = meter.CreateCounter<long>("signalbox.gaps.failures", "{search}", "Searches for missed events that did not come to their end.");
        meter.CreateObservableGauge(
            "signalbox.gaps.age",
            () => _marks.Select(mark => new Measurement<double>(
                (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(mark.Value)).TotalSeconds, new KeyValuePair<string, object?>("account", mark.Key))),
            "s",
            "How long ago the second is up to which an account's events were compared with its provider's list.");
    }

    internal void Compared(string account, int events, int found)
    {
        var tag = new KeyValuePair<string, object?>("account", account);
        _compared.Add(events, tag);
        _found.Add(found, tag);
    }

    internal void Moved(string account, long searchedTo) => _marks[account] = searchedTo;

    internal void Failed(string account) => _failures.Add(1, new KeyValuePair<string, object?>("account", account));
}
