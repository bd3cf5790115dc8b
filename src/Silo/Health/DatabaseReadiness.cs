using Signalbox.Postgres;

namespace Signalbox.Health;

/// <summary>Not ready while the database is away or its schema is not this program's; the watch knows within a second.</summary>
internal sealed class DatabaseReadiness(DatabaseGate gate) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "database";

    /// <inheritdoc/>
    // The gate's own words may hold a host name or a path: they go to the log, and this answer to anybody.
    public ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(gate.IsReady ? null : "The database does not answer, or its schema is not up to date. The log says more.");
}
