using System.Diagnostics;

namespace Signalbox.Bench.Load.Generating;

/// <summary>Every latency of a run, in microseconds: exact percentiles, four bytes an event.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly int[] _microseconds = new int[capacity];
    private int _count;
    private bool _isSorted;

    internal void Add(long ticks) => _microseconds[_count++] = (int)(ticks * 1_000_000 / Stopwatch.Frequency);

    /// <param name="share">From 0 to 1; 1 is the longest.</param>
    internal double PercentileMs(double share)
    {
        if (_count == 0)
        {
            return double.NaN;
        }

        if (!_isSorted)
        {
            Array.Sort(_microseconds, 0, _count);
            _isSorted = true;
        }

        return _microseconds[Math.Min(_count - 1, (int)(_count * share))] / 1_000.0;
    }
}
