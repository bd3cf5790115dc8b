using Npgsql;
using Signalbox.Hosting;
using Signalbox.Postgres;

namespace Signalbox.Bench.Load.Postgres;

/// <summary>
/// A private PostgreSQL, created, configured and started by the code that does it for Signalbox itself. Each run gets a new database of it.
/// </summary>
internal sealed class BenchPostgres : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ClusterLocation _location;
    private readonly PostgresSupervisor _postmaster;
    private readonly NpgsqlDataSource _maintenance;
    private int _databases;

    private BenchPostgres(DataFolder folder, ClusterLocation location, PostgresBinaries binaries)
    {
        (_folder, _location, Version) = (folder, location, binaries.Version);
        _postmaster = PostgresSupervisor.Start(location, binaries);
        _maintenance = NpgsqlDataSource.Create(ConnectionString("postgres"));
    }

    internal string Version { get; }

    /// <summary>The cluster's folder, whose disk everything waits for.</summary>
    internal string Cluster => _location.Cluster;

    /// <summary>Starts it in a folder and waits until it answers.</summary>
    internal static async Task<BenchPostgres> StartAsync(string path, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(path);
        var location = ClusterLocation.Resolve(folder);
        var binaries = PostgresBinaries.Find(null, location.Major);
        if (!location.Exists)
        {
            await ClusterCreation.CreateAsync(location, binaries, cancellationToken);
        }

        await ClusterSettings.WriteAsync(location, binaries, cancellationToken);
        var postgres = new BenchPostgres(folder, location, binaries);
        try
        {
            await postgres.WaitUntilReadyAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database, so that nothing of the last run is there to be vacuumed or cached, and writes everything old to disk.</summary>
    internal async Task<BenchDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"bench_{++_databases}";
        await ExecuteAsync($"CREATE DATABASE {name} STRATEGY file_copy", cancellationToken);
        return new BenchDatabase(this, name, ConnectionString(name));
    }

    internal async Task DropDatabaseAsync(string name) => await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);

    internal Task CheckpointAsync(CancellationToken cancellationToken) => ExecuteAsync("CHECKPOINT", cancellationToken);

    /// <summary>How many bytes of log were ever written.</summary>
    internal async Task<long> ReadWalBytesAsync(CancellationToken cancellationToken)
    {
        await using var command = _maintenance.CreateCommand("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The ids of the server's processes.</summary>
    internal List<int> FindProcesses() => ClusterProcesses.Find(_location.Cluster);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _maintenance.DisposeAsync();
        _postmaster.RequestStop();
        await _postmaster.WaitForExitAsync(CancellationToken.None);
        _postmaster.Dispose();
        _folder.Dispose();
        Directory.Delete(_folder.Root, recursive: true);
        foreach (var left in (string[])[_location.Cluster, _location.Sockets])
        {
            if (Directory.Exists(left))
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = _location.Sockets, Username = ClusterCreation.UserName, Database = database }.ConnectionString;

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var exit = _postmaster.WaitForExitAsync(cancellationToken);
        while (true)
        {
            try
            {
                await using var connection = await _maintenance.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (!exit.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _maintenance.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
