namespace Signalbox.Bench.Load.Measuring;

/// <summary>What one run sends.</summary>
/// <param name="Label">How the tables call it.</param>
/// <param name="Events">The most events.</param>
/// <param name="Connections">Keep-alive connections.</param>
/// <param name="WarmUp">How long to send before anything is measured.</param>
/// <param name="Duration">How long to measure.</param>
/// <param name="Rate">Arrivals a second; 0 for a closed loop.</param>
/// <param name="SamplesMemory">Whether to look at the server's memory each second.</param>
internal sealed record LoadPlan(string Label, int Events, int Connections, TimeSpan WarmUp, TimeSpan Duration, double Rate, bool SamplesMemory);
