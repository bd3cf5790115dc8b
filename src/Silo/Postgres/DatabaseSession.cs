using Npgsql;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Opens the first connection to a database that may be away, too old, empty, or not even created.</summary>
/// <param name="connectionString">Where it is.</param>
/// <param name="mayCreate">Whether the database itself may be created: in the embedded server.</param>
/// <param name="migrator">Brings its schema up to date.</param>
internal sealed class DatabaseSession(string connectionString, bool mayCreate, Migrator migrator)
{
    // Outside of the pool, so that queries which wait for their turn are never mistaken for a database that is away.
    private readonly string _unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 5 }.ConnectionString;

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <exception cref="StartupException">The server or its schema is of a version that this program cannot work with.</exception>
    /// <exception cref="NpgsqlException">It is away, or refuses; trying again later may help.</exception>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_unpooled);
        try
        {
            await OpenOrCreateAsync(connection, cancellationToken);
            if (connection.PostgreSqlVersion.Major < PostgresBinaries.OldestMajor)
            {
                throw new StartupException(ExitCode.Database, $"PostgreSQL {connection.PostgreSqlVersion} is too old: {PostgresBinaries.OldestMajor} or newer is needed (ConnectionStrings__Signalbox).");
            }

            await migrator.MigrateAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the server for a sign of life.</summary>
    internal static async Task PingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task OpenOrCreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException e) when (mayCreate && e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateDatabaseAsync(cancellationToken);
            await connection.OpenAsync(cancellationToken);
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(_unpooled);
        var name = settings.Database!;
        settings.Database = "postgres";
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
