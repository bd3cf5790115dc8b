namespace Signalbox.Calls;

/// <summary>The rows of the circuit breakers. Safe for any number of callers and processes at once.</summary>
internal interface ICircuitStore
{
    /// <summary>Reads a circuit's row; a circuit without one is new.</summary>
    /// <param name="name">The circuit, <c>{account}/{endpoint class}</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<CircuitRow> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes the circuit if the row is still as it was read. On return it is on disk.</summary>
    /// <returns>Whether it was; otherwise nothing is written.</returns>
    Task<bool> SwapAsync(string name, CircuitRow read, Circuit circuit, CancellationToken cancellationToken);
}

/// <summary>A circuit's row as it was read.</summary>
/// <param name="Version">What the row is compared by; 0 if there is none.</param>
/// <param name="Circuit">The circuit.</param>
/// <param name="Now">The database's clock, not later than the row was read.</param>
internal sealed record CircuitRow(long Version, Circuit Circuit, DateTimeOffset Now);
