using System.Diagnostics;

namespace Signalbox.Bench.Load.Generating;

/// <summary>The open loop's clock: when events are due, at random moments (Poisson), whether or not anybody can take them.</summary>
internal sealed class Arrivals(double rate, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Queue<long> _due = new();
    private double _next;
    private double _end;

    /// <summary>How many are due and not yet taken.</summary>
    internal int Waiting => _due.Count;

    internal void Start(long at, long end) => (_next, _end) = (at, end);

    internal void AdvanceTo(long now)
    {
        while (_next <= now && _next < _end)
        {
            _due.Enqueue((long)_next);
            _next += -Math.Log(1 - _random.NextDouble()) / rate * Stopwatch.Frequency;
        }
    }

    /// <summary>Takes the oldest.</summary>
    /// <returns>When it was due (stopwatch ticks).</returns>
    internal long Take() => _due.Dequeue();
}
