using Signalbox.Bench.Load.Measuring;

namespace Signalbox.Bench.Load.Reporting;

/// <summary>The median of several runs, figure by figure.</summary>
internal sealed class Medians(IEnumerable<RunFigures> runs)
{
    private readonly IReadOnlyList<RunFigures> _runs = [.. runs];

    internal bool IsEmpty => _runs.Count == 0;

    /// <summary>The median of a figure; NaN if no run has it.</summary>
    internal double Of(Func<RunFigures, double?> figure)
    {
        var values = _runs.Select(figure).Where(static v => v is not null && !double.IsNaN(v.Value)).Select(static v => v!.Value).Order().ToList();
        return values.Count == 0 ? double.NaN
            : values.Count % 2 == 1 ? values[values.Count / 2]
            : (values[(values.Count / 2) - 1] + values[values.Count / 2]) / 2;
    }
}
