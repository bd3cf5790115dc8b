using Npgsql;

namespace Signalbox.Bench.Load.Postgres;

/// <summary>One run's database. Dropped at the end.</summary>
internal sealed class BenchDatabase(BenchPostgres postgres, string name, string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(connectionString);

    internal string ConnectionString => connectionString;

    internal async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(sql);
        command.CommandTimeout = 300;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), provider: null);
    }

    /// <summary>Transactions committed so far. Sessions report theirs up to a second late.</summary>
    internal Task<long> ReadCommitsAsync(CancellationToken cancellationToken) =>
        CountAsync("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await postgres.DropDatabaseAsync(name);
    }
}
