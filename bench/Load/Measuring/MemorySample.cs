namespace Signalbox.Bench.Load.Measuring;

/// <summary>The server's memory at one moment of a long run.</summary>
/// <param name="Second">Seconds since the run's start.</param>
/// <param name="Acked">Events acknowledged so far, to the last full mark of the generator.</param>
/// <param name="ResidentMiB">Resident memory.</param>
internal sealed record MemorySample(double Second, int Acked, double ResidentMiB);
