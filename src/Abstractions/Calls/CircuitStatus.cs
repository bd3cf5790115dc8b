namespace Signalbox.Calls;

/// <summary>Where a circuit stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Succeeded">Requests in the sampling window that the provider answered.</param>
/// <param name="Failed">Requests in the sampling window that failed by its fault.</param>
/// <param name="OpenFor">How much of the break is left; zero unless it is open.</param>
/// <param name="Breaks">How many breaks there have been in a row.</param>
[GenerateSerializer, Immutable, Alias("signalbox.circuit-status.v1")]
public sealed record CircuitStatus(
    [property: Id(0)] CircuitState State,
    [property: Id(1)] int Succeeded,
    [property: Id(2)] int Failed,
    [property: Id(3)] TimeSpan OpenFor,
    [property: Id(4)] int Breaks);
