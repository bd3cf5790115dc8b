using System.Diagnostics;

namespace Signalbox.Bench.Load.Measuring;

/// <summary>Counters of all who take part, at one moment.</summary>
/// <param name="At">The moment (stopwatch ticks).</param>
/// <param name="Generator">CPU seconds of the load generator.</param>
/// <param name="Server">CPU seconds of the server.</param>
/// <param name="Postgres">CPU seconds of all of PostgreSQL's processes.</param>
/// <param name="Machine">CPU seconds of the whole machine.</param>
/// <param name="Commits">Transactions committed in the run's database.</param>
/// <param name="WalBytes">Bytes of PostgreSQL's log.</param>
internal sealed record Usage(long At, double Generator, double Server, double Postgres, double Machine, long Commits, long WalBytes)
{
    /// <summary>CPU seconds of everybody who does not take part.</summary>
    internal double Others => Machine - Generator - Server - Postgres;

    internal double SecondsSince(Usage earlier) => Stopwatch.GetElapsedTime(earlier.At, At).TotalSeconds;
}
