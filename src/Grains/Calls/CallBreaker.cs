using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Signalbox.Providers.Calls;

namespace Signalbox.Calls;

/// <summary>
/// This process's side of the circuit breakers: goes by what it last heard of each circuit for a moment, so that most calls need no hop, and
/// tells outcomes in batches.
/// </summary>
internal sealed class CallBreaker(IGrainFactory grains, TimeProvider time, ILogger<CallBreaker> logger) : ICallBreaker
{
    private readonly ConcurrentDictionary<(string Account, string EndpointClass), KnownCircuit> _circuits = new();

    /// <inheritdoc/>
    public bool IsSuspect(string account, string endpointClass) => CircuitOf(account, endpointClass).IsSuspect;

    /// <inheritdoc/>
    public ValueTask<CircuitVerdict> LookAsync(string account, string endpointClass, CancellationToken cancellationToken) =>
        CircuitOf(account, endpointClass).LookAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CircuitVerdict> AskAsync(string account, string endpointClass, CancellationToken cancellationToken) =>
        CircuitOf(account, endpointClass).AskAsync(cancellationToken);

    /// <inheritdoc/>
    public void Report(string account, string endpointClass, CircuitVerdict verdict, AttemptOutcome outcome)
    {
        // Of a request that tells nothing only the probe matters: another one may have it.
        if (verdict.IsProbe || outcome is not AttemptOutcome.Abandoned)
        {
            CircuitOf(account, endpointClass).Report(verdict, outcome);
        }
    }

    private KnownCircuit CircuitOf(string account, string endpointClass) => _circuits.TryGetValue((account, endpointClass), out var known)
        ? known
        : _circuits.GetOrAdd(
            (account, endpointClass),
            key => new KnownCircuit($"{key.Account}/{key.EndpointClass}", grains.GetGrain<ICircuitBreakerGrain>($"{key.Account}/{key.EndpointClass}"), time, logger));
}
