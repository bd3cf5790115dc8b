namespace Signalbox.Calls;

/// <summary>When a circuit opens and closes.</summary>
/// <param name="SamplingWindow">How far back outcomes are counted.</param>
/// <param name="FailureRatio">The part of failures that opens it, from 0 to 1.</param>
/// <param name="MinimumThroughput">With fewer outcomes it stays closed.</param>
/// <param name="FirstBreak">The first break.</param>
/// <param name="LongestBreak">The longest break.</param>
/// <param name="Probes">How many probes a half-open circuit hands out, and how many must succeed for it to close.</param>
/// <param name="ProbeTimeout">After this, a probe that nobody reported is taken to be lost.</param>
internal sealed record CircuitRule(
    TimeSpan SamplingWindow, double FailureRatio, int MinimumThroughput, TimeSpan FirstBreak, TimeSpan LongestBreak, int Probes, TimeSpan ProbeTimeout)
{
    /// <summary>Whether so many outcomes call for a break.</summary>
    internal bool CallsForBreak(int succeeded, int failed) =>
        failed > 0 && succeeded + failed >= MinimumThroughput && failed >= FailureRatio * (succeeded + failed);

    /// <summary>How long a break is.</summary>
    /// <param name="breaks">Which one in a row; 1 or more.</param>
    internal TimeSpan BreakLength(int breaks)
    {
        var length = FirstBreak * Math.Pow(2, Math.Min(breaks - 1, 30));
        return length < LongestBreak ? length : LongestBreak;
    }
}
