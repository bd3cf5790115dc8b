using Microsoft.Extensions.Hosting;

namespace Signalbox.Health;

/// <summary>Not ready from the moment the process is asked to stop, so that a load balancer looks elsewhere while it finishes.</summary>
internal sealed class StopReadiness(IHostApplicationLifetime lifetime) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "running";

    /// <inheritdoc/>
    public ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? "The process is stopping." : null);
}
