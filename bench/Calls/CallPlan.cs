namespace Signalbox.Bench.Calls;

/// <summary>What is measured.</summary>
/// <param name="Duration">How long each way is measured, in all.</param>
/// <param name="Rounds">Into how many turns that is cut, so that both ways meet the same machine.</param>
/// <param name="WarmUp">How long each way goes before.</param>
/// <param name="Callers">How many call at once.</param>
internal sealed record CallPlan(TimeSpan Duration, int Rounds, TimeSpan WarmUp, int Callers);
