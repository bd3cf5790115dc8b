using System.Diagnostics.Metrics;

namespace Signalbox.Journal;

/// <summary>What the append path counts.</summary>
internal sealed class JournalMetrics
{
    private readonly Counter<long> _appended;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _failures;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchSeconds;

    public JournalMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _appended = meter.CreateCounter<long>("signalbox.journal.appended", "{event}", "Events that entered the journal.");
        _duplicates = meter.CreateCounter<long>("signalbox.journal.duplicates", "{event}", "Events that were in the journal already.");
        _failures = meter.CreateCounter<long>("signalbox.journal.append.failures", "{batch}", "Append batches that failed or whose outcome is unknown.");
        _batchSize = meter.CreateHistogram<int>("signalbox.journal.append.batch.size", "{event}", "Events per append batch.");
        _batchSeconds = meter.CreateHistogram<double>("signalbox.journal.append.duration", "s", "Time that one append batch took, commit included.");
    }

    internal void Appended(int events, int duplicates, TimeSpan took)
    {
        _appended.Add(events - duplicates);
        _duplicates.Add(duplicates);
        _batchSize.Record(events);
        _batchSeconds.Record(took.TotalSeconds);
    }

    internal void Failed() => _failures.Add(1);
}
