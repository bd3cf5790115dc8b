using Npgsql;

namespace Signalbox.Calls;

/// <summary>The rows of the concurrency limits, over the shared pool. Safe for concurrent use.</summary>
internal sealed class PostgresSlotStore(NpgsqlDataSource dataSource) : ISlotStore
{
    internal const string ReadSql = """
        SELECT clock_timestamp(), s.version, s.holders, s.slots, s.wanted, s.since, s.until
        FROM   (VALUES ($1::text)) AS wanted (name)
        LEFT   JOIN call_slots s ON s.name = wanted.name COLLATE "C"
        """;

    // Compare-and-swap: whoever read an older version matches no row.
    internal const string SwapSql = """
        UPDATE call_slots
        SET    version = $2 + 1, holders = $3, slots = $4, wanted = $5, since = $6, until = $7
        WHERE  name = $1
          AND  version = $2
        """;

    internal const string InsertSql = """
        INSERT INTO call_slots (name, version, holders, slots, wanted, since, until)
        VALUES ($1, $2 + 1, $3, $4, $5, $6, $7)
        ON CONFLICT (name) DO NOTHING
        """;

    /// <inheritdoc/>
    public async Task<SlotRow> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ReadSql);
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = reader.GetFieldValue<DateTimeOffset>(0);
        if (reader.IsDBNull(1))
        {
            return new SlotRow(0, [], now);
        }

        var holders = reader.GetFieldValue<string[]>(2);
        var slots = reader.GetFieldValue<int[]>(3);
        var wanted = reader.GetFieldValue<int[]>(4);
        var since = reader.GetFieldValue<DateTimeOffset[]>(5);
        var until = reader.GetFieldValue<DateTimeOffset[]>(6);
        return new SlotRow(reader.GetInt64(1), [.. holders.Select((holder, i) => new SlotHolding(holder, slots[i], wanted[i], since[i], until[i]))], now);
    }

    /// <inheritdoc/>
    public async Task<bool> SwapAsync(string name, SlotRow read, IReadOnlyList<SlotHolding> holdings, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(read.Version == 0 ? InsertSql : SwapSql);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = read.Version });
        command.Parameters.Add(new() { Value = holdings.Select(static h => h.Holder).ToArray() });
        command.Parameters.Add(new() { Value = holdings.Select(static h => h.Slots).ToArray() });
        command.Parameters.Add(new() { Value = holdings.Select(static h => h.Wanted).ToArray() });
        command.Parameters.Add(new() { Value = holdings.Select(static h => h.Since).ToArray() });
        command.Parameters.Add(new() { Value = holdings.Select(static h => h.Until).ToArray() });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
