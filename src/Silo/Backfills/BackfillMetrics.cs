using System.Diagnostics.Metrics;

namespace Signalbox.Backfills;

/// <summary>What backfills count.</summary>
internal sealed class BackfillMetrics
{
    private readonly Counter<long> _read;
    private readonly Counter<long> _kept;

    public BackfillMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Signalbox");
        _read = meter.CreateCounter<long>("signalbox.backfills.read", "{object}", "Objects that providers listed for backfills.");
        _kept = meter.CreateCounter<long>("signalbox.backfills.kept", "{object}", "Objects of backfills that were written to the projections.");
    }

    internal void Kept(string account, BackfillStep step)
    {
        _read.Add(step.Read, new("account", account), new("kind", step.Kind));
        _kept.Add(step.Kept, new("account", account), new("kind", step.Kind));
    }
}
