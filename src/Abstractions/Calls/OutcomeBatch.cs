namespace Signalbox.Calls;

/// <summary>How requests to an endpoint class ended.</summary>
/// <param name="Round">The <see cref="CircuitAnswer.Round"/> under which they were sent; outcomes from before a break do not count after it.</param>
/// <param name="Succeeded">How many the provider answered, even if with an error of the caller.</param>
/// <param name="Failed">How many failed by the provider's fault: timeouts, 5xx, no connection.</param>
/// <param name="Returned">How many probes were not used, or tell nothing: they may be handed out again.</param>
[GenerateSerializer, Immutable, Alias("signalbox.outcome-batch.v1")]
public sealed record OutcomeBatch(
    [property: Id(0)] long Round,
    [property: Id(1)] int Succeeded,
    [property: Id(2)] int Failed,
    [property: Id(3)] int Returned = 0);
