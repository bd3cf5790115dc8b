namespace Signalbox.Calls;

/// <summary>Whether a request may be sent to an endpoint class now.</summary>
/// <param name="State">The circuit's state.</param>
/// <param name="MaySend">Whether the caller may send one request; while closed, any number.</param>
/// <param name="Round">What the outcome of the request is reported under.</param>
/// <param name="RetryAfter">If it may not: when asking again may help.</param>
/// <param name="KnownFor">How long the answer may be remembered, except a permission to probe, which is for one request.</param>
[GenerateSerializer, Immutable, Alias("signalbox.circuit-answer.v1")]
public sealed record CircuitAnswer(
    [property: Id(0)] CircuitState State,
    [property: Id(1)] bool MaySend,
    [property: Id(2)] long Round,
    [property: Id(3)] TimeSpan RetryAfter,
    [property: Id(4)] TimeSpan KnownFor);

/// <summary>The state of a circuit.</summary>
[GenerateSerializer, Alias("signalbox.circuit-state.v1")]
public enum CircuitState
{
    /// <summary>Requests go through and are counted.</summary>
    Closed = 1,

    /// <summary>No request goes through until the break is over.</summary>
    Open = 2,

    /// <summary>The break is over; a few probes go through, in the whole cluster.</summary>
    HalfOpen = 3,

    /// <summary>Somebody opened it by hand; it stays open until somebody closes it.</summary>
    Isolated = 4,
}
