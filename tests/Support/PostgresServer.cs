using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Signalbox.Hosting;
using Signalbox.Postgres;

namespace Signalbox.Tests.Support;

/// <summary>
/// The private PostgreSQL of a test run: one for all tests of the process, started on first use by the product's own code. It stops with
/// the process, however that ends; <see cref="PostgresServerLifetime"/> sees to its folder as well.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly DataFolder _folder;
    private readonly EmbeddedPostgres _postgres;
    private readonly string _connectionString;
    private readonly Lazy<Task> _template;

    private PostgresServer(DataFolder folder, EmbeddedPostgres postgres, string connectionString)
    {
        (_folder, _postgres, _connectionString) = (folder, postgres, connectionString);
        _template = new Lazy<Task>(MigrateTemplateAsync);
    }

    /// <summary>The server, running.</summary>
    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <summary>A connection string as the product would use it, for a database of this server.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_connectionString) { Database = database }.ConnectionString;

    internal static async Task StopIfStartedAsync()
    {
        if (Shared.IsValueCreated)
        {
            await (await Shared.Value).StopAsync();
        }
    }

    internal static async Task MigrateAsync(string connectionString, IReadOnlyList<Migration>? migrations = null)
    {
        var migrator = new Migrator(migrations ?? Migration.ReadAll(), NullLogger<Migrator>.Instance);
        var session = new DatabaseSession(connectionString, mayCreate: false, migrator);
        await using var connection = await session.OpenAsync(CancellationToken.None);
    }

    internal async Task CreateDatabaseAsync(string name, bool isMigrated)
    {
        if (isMigrated)
        {
            await _template.Value;
        }

        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {(isMigrated ? "migrated" : "template0")}");
    }

    internal Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private static async Task<PostgresServer> StartAsync()
    {
        var folder = DataFolder.Open(Path.Combine(Path.GetTempPath(), $"signalbox-test-{Guid.NewGuid():n}"));
        var location = ClusterLocation.Resolve(folder);
        var gate = new DatabaseGate();
        var postgres = new EmbeddedPostgres(location, null, gate, TimeProvider.System, NullLogger<EmbeddedPostgres>.Instance);
        var fault = new TaskCompletionSource<StartupException>();
        postgres.Start(fault.SetResult);
        var server = new PostgresServer(folder, postgres, ConnectionStrings.ForEmbedded(location));
        await server.WaitUntilReadyAsync(fault.Task);

        // Hundreds of databases come and go, each of hundreds of files. Only the machine's own crash would tell the difference.
        await server.ExecuteAsync("ALTER SYSTEM SET fsync = off");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        return server;
    }

    private async Task WaitUntilReadyAsync(Task<StartupException> fault)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 3_000 && !fault.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"The tests' PostgreSQL in {_folder.Root} did not start: {(fault.IsCompleted ? (await fault).Message : e.Message)}", e);
            }
        }
    }

    private async Task MigrateTemplateAsync()
    {
        await ExecuteAsync("CREATE DATABASE migrated TEMPLATE template0");
        await MigrateAsync(ConnectionString("migrated"));
    }

    private async Task ExecuteAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(_connectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task StopAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_folder.Root, recursive: true);
    }
}
