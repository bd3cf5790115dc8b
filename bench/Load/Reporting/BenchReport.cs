using Signalbox.Bench.Load.Measuring;

namespace Signalbox.Bench.Load.Reporting;

/// <summary>Everything that one command measured.</summary>
/// <param name="Machine">Where and what.</param>
/// <param name="Command">The options it ran with.</param>
/// <param name="Runs">All runs, in the order they were made.</param>
internal sealed record BenchReport(Machine Machine, string Command, IReadOnlyList<RunFigures> Runs);
