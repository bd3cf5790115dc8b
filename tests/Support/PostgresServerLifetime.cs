namespace Signalbox.Tests.Support;

/// <summary>Stops the run's PostgreSQL and deletes its folder when the last test has ended. An assembly fixture of each project that uses it.</summary>
public sealed class PostgresServerLifetime : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await PostgresServer.StopIfStartedAsync();
}
