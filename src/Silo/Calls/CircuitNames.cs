using System.Diagnostics;

namespace Signalbox.Calls;

/// <summary>The states of circuits as rows and the API call them.</summary>
internal static class CircuitNames
{
    internal static string Of(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half_open",
        CircuitState.Isolated => "isolated",
        _ => throw new UnreachableException(),
    };

    internal static CircuitState StateOf(string name) => name switch
    {
        "closed" => CircuitState.Closed,
        "open" => CircuitState.Open,
        "half_open" => CircuitState.HalfOpen,
        "isolated" => CircuitState.Isolated,
        _ => throw new UnreachableException($"A circuit is in state '{name}'."),
    };
}
