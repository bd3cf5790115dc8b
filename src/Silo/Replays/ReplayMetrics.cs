using System.Diagnostics.Metrics;
using Signalbox.Streams;

namespace Signalbox.Replays;

/// <summary>What replays count.</summary>
internal sealed class ReplayMetrics
{
    private readonly Counter<long> _applied;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _failed;

    public ReplayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _applied = meter.CreateCounter<long>("signalbox.replays.applied", "{event}", "Events applied once more.");
        _rows = meter.CreateCounter<long>("signalbox.replays.rows", "{row}", "Rows that replays have written.");
        _failed = meter.CreateCounter<long>("signalbox.replays.failed", "{event}", "Events of replays that could not be applied.");
    }

    internal void Done(ReapplyReport report)
    {
        _applied.Add(report.Applied);
        _rows.Add(report.Rows);
        _failed.Add(report.Failed);
    }
}
