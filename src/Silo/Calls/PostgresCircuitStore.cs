using Npgsql;

namespace Signalbox.Calls;

/// <summary>The rows of the circuit breakers, over the shared pool. Safe for concurrent use.</summary>
internal sealed class PostgresCircuitStore(NpgsqlDataSource dataSource) : ICircuitStore
{
    internal const string ReadSql = """
        SELECT clock_timestamp(), c.version, c.state, c.slots, c.succeeded, c.failed, c.breaks, c.until, c.closed_at, c.round,
               c.probes_given, c.probes_succeeded
        FROM   (VALUES ($1::text)) AS wanted (name)
        LEFT   JOIN circuits c ON c.name = wanted.name COLLATE "C"
        """;

    // Compare-and-swap: whoever read an older version matches no row.
    internal const string SwapSql = """
        UPDATE circuits
        SET    version = $2 + 1, state = $3, slots = $4, succeeded = $5, failed = $6, breaks = $7, until = $8, closed_at = $9, round = $10,
               probes_given = $11, probes_succeeded = $12
        WHERE  name = $1
          AND  version = $2
        """;

    internal const string InsertSql = """
        INSERT INTO circuits (name, version, state, slots, succeeded, failed, breaks, until, closed_at, round, probes_given, probes_succeeded)
        VALUES ($1, $2 + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (name) DO NOTHING
        """;

    /// <inheritdoc/>
    public async Task<CircuitRow> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ReadSql);
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = reader.GetFieldValue<DateTimeOffset>(0);
        if (reader.IsDBNull(1))
        {
            return new CircuitRow(0, Circuit.New, now);
        }

        var circuit = new Circuit(
            CircuitNames.StateOf(reader.GetString(2)),
            new OutcomeWindow(reader.GetFieldValue<long[]>(3), reader.GetFieldValue<int[]>(4), reader.GetFieldValue<int[]>(5)),
            reader.GetInt32(6),
            reader.GetFieldValue<DateTimeOffset>(7),
            reader.GetFieldValue<DateTimeOffset>(8),
            reader.GetInt64(9),
            reader.GetInt32(10),
            reader.GetInt32(11));
        return new CircuitRow(reader.GetInt64(1), circuit, now);
    }

    /// <inheritdoc/>
    public async Task<bool> SwapAsync(string name, CircuitRow read, Circuit circuit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(read.Version == 0 ? InsertSql : SwapSql);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = read.Version });
        command.Parameters.Add(new() { Value = CircuitNames.Of(circuit.State) });
        command.Parameters.Add(new() { Value = circuit.Outcomes.Slots.ToArray() });
        command.Parameters.Add(new() { Value = circuit.Outcomes.Succeeded.ToArray() });
        command.Parameters.Add(new() { Value = circuit.Outcomes.Failed.ToArray() });
        command.Parameters.Add(new() { Value = circuit.Breaks });
        command.Parameters.Add(new() { Value = circuit.Until });
        command.Parameters.Add(new() { Value = circuit.ClosedAt });
        command.Parameters.Add(new() { Value = circuit.Round });
        command.Parameters.Add(new() { Value = circuit.ProbesGiven });
        command.Parameters.Add(new() { Value = circuit.ProbesSucceeded });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
