using Npgsql;

namespace Signalbox.Bench.Baselines;

/// <summary>What most webhook endpoints do: a connection from the pool, one <c>INSERT</c>, its commit.</summary>
internal sealed class PlainSink(NpgsqlDataSource dataSource) : IEventSink
{
    private const string InsertSql = """
        INSERT INTO events (event_id, body)
        VALUES ($1, $2)
        ON CONFLICT DO NOTHING
        """;

    /// <inheritdoc/>
    public async Task AddAsync(string eventId, byte[] body, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(InsertSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = eventId });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = body });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
