namespace Signalbox.Calls;

/// <summary>
/// The circuit breaker of one endpoint class of an account. The grain's key is <c>{account}/{endpoint class}</c>. Its state is a row that
/// moves by compare-and-swap, so that any number of activations and processes send the configured few probes together.
/// </summary>
[Alias("signalbox.circuit-breaker.v1")]
public interface ICircuitBreakerGrain : IGrainWithStringKey
{
    /// <summary>Asks whether a request may be sent. While half-open, a yes takes one of the probes.</summary>
    [Alias("Ask")]
    Task<CircuitAnswer> AskAsync(CancellationToken cancellationToken);

    /// <summary>Says how requests ended. On return they are counted, and the circuit has opened or closed if they call for it.</summary>
    /// <returns>How things stand now; never a permission to probe.</returns>
    [Alias("Report")]
    Task<CircuitAnswer> ReportAsync(OutcomeBatch outcomes, CancellationToken cancellationToken);

    /// <summary>Opens it by hand, until <see cref="CloseAsync"/>. On return it is on disk; processes follow within moments.</summary>
    [Alias("Isolate")]
    Task IsolateAsync(CancellationToken cancellationToken);

    /// <summary>Closes it by hand, whatever its state, and forgets what was counted. On return it is on disk.</summary>
    [Alias("Close")]
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>Where the circuit stands.</summary>
    [Alias("GetStatus")]
    Task<CircuitStatus> GetStatusAsync(CancellationToken cancellationToken);
}
