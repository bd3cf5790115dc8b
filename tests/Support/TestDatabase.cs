using Npgsql;

namespace Signalbox.Tests.Support;

/// <summary>A fresh database of the test run's PostgreSQL, for one class or test. Dropped when disposed of.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _name;

    private TestDatabase(PostgresServer server, string name)
    {
        (_server, _name) = (server, name);
        ConnectionString = server.ConnectionString(name);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>The connection string as the product would use it (<c>search_path</c> is <c>signalbox</c>).</summary>
    public string ConnectionString { get; }

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Creates it with the product's schema.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync(isMigrated: true);

    /// <summary>Creates it without any schema.</summary>
    public static Task<TestDatabase> CreateEmptyAsync() => CreateAsync(isMigrated: false);

    /// <summary>Runs statements.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads the first column of the first row; <see langword="null"/> if there is no row or it holds none.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is var value and not DBNull ? value : null;
    }

    /// <summary>Reads the first column of every row as text.</summary>
    public async Task<List<string>> ListAsync(string sql)
    {
        var list = new List<string>();
        await using var command = DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _server.DropDatabaseAsync(_name);
    }

    private static async Task<TestDatabase> CreateAsync(bool isMigrated)
    {
        var server = await PostgresServer.GetAsync();
        var name = $"test_{Guid.NewGuid():n}";
        await server.CreateDatabaseAsync(name, isMigrated);
        return new TestDatabase(server, name);
    }
}
