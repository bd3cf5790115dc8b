using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Starts the embedded PostgreSQL before every hosted service and stops it after the last of them, wherever they are registered.</summary>
internal sealed class EmbeddedPostgresLifetime(EmbeddedPostgres postgres, ProcessFault fault) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        postgres.Start(fault.Report);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Has a patience of its own: the host's may have been used up by requests that were let finish.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => postgres.StopAsync();
}
