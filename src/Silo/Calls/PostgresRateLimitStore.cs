using Npgsql;

namespace Signalbox.Calls;

/// <summary>The rows of the rate limits, over the shared pool. Safe for concurrent use.</summary>
internal sealed class PostgresRateLimitStore(NpgsqlDataSource dataSource) : IRateLimitStore
{
    // The clock is read with the row, hence not before a change that the row shows, and not later than one that follows.
    internal const string ReadSql = """
        SELECT clock_timestamp(), l.name IS NOT NULL, l.paused_until, l.share,
               b.version, b.level, b.level_at, b.slots, b.counts, b.refresh_owed, b.refresh_waits_until, b.bulk_owed, b.bulk_waits_until,
               l.nearly_used_up_since
        FROM   (VALUES ($1::text)) AS wanted (name)
        LEFT   JOIN rate_limits l ON l.name = wanted.name COLLATE "C"
        LEFT   JOIN rate_budgets b ON b.name = wanted.name COLLATE "C"
        """;

    // Compare-and-swap: whoever read an older version matches no row.
    internal const string SwapSql = """
        UPDATE rate_budgets
        SET    version = $2 + 1, level = $3, level_at = $4, slots = $5, counts = $6,
               refresh_owed = $7, refresh_waits_until = $8, bulk_owed = $9, bulk_waits_until = $10
        WHERE  name = $1
          AND  version = $2
        """;

    // The first row of a limit; whoever comes second inserts nothing. That the limit is known is on disk before its first permit is used.
    internal const string InsertSql = """
        WITH known AS (
            INSERT INTO rate_limits (name) VALUES ($1) ON CONFLICT (name) DO NOTHING
        )
        INSERT INTO rate_budgets (
            name, version, level, level_at, slots, counts, refresh_owed, refresh_waits_until, bulk_owed, bulk_waits_until)
        VALUES ($1, $2 + 1, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (name) DO NOTHING
        """;

    internal const string SwapThrottleSql = """
        INSERT INTO rate_limits AS l (name, paused_until, share) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE
        SET    paused_until = excluded.paused_until, share = excluded.share
        WHERE  l.paused_until = $4
          AND  l.share = $5
        """;

    // Several processes come to see it, one after another.
    internal const string NearlyUsedUpSql = """
        UPDATE rate_limits
        SET    nearly_used_up_since = $2
        WHERE  name = $1
          AND  nearly_used_up_since IS NULL
        """;

    internal const string UsageOverSql = """
        UPDATE rate_limits
        SET    nearly_used_up_since = NULL
        WHERE  name = $1
          AND  nearly_used_up_since IS NOT NULL
        """;

    /// <inheritdoc/>
    public async Task<RateRow> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ReadSql);
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = reader.GetFieldValue<DateTimeOffset>(0);
        var isKnown = reader.GetBoolean(1);
        var throttle = isKnown ? new Throttle(reader.GetFieldValue<DateTimeOffset>(2), reader.GetDouble(3)) : Throttle.None;
        DateTimeOffset? nearlyUsedUp = reader.IsDBNull(13) ? null : reader.GetFieldValue<DateTimeOffset>(13);
        if (reader.IsDBNull(4))
        {
            return new RateRow(0, null, WasLost: isKnown, throttle, now, nearlyUsedUp);
        }

        var budget = new RateBudget(
            new TokenBucket(reader.GetDouble(5), reader.GetFieldValue<DateTimeOffset>(6)),
            new GrantWindow(reader.GetFieldValue<long[]>(7), reader.GetFieldValue<int[]>(8)),
            new FairShare(reader.GetDouble(9), reader.GetFieldValue<DateTimeOffset>(10)),
            new FairShare(reader.GetDouble(11), reader.GetFieldValue<DateTimeOffset>(12)));
        return new RateRow(reader.GetInt64(4), budget, WasLost: false, throttle, now, nearlyUsedUp);
    }

    /// <inheritdoc/>
    public async Task<bool> SwapAsync(string name, RateRow read, RateBudget budget, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(read.Version == 0 ? InsertSql : SwapSql);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = read.Version });
        command.Parameters.Add(new() { Value = budget.Bucket.Level });
        command.Parameters.Add(new() { Value = budget.Bucket.At });
        command.Parameters.Add(new() { Value = budget.Window.Slots.ToArray() });
        command.Parameters.Add(new() { Value = budget.Window.Counts.ToArray() });
        command.Parameters.Add(new() { Value = budget.Refresh.Owed });
        command.Parameters.Add(new() { Value = budget.Refresh.WaitsUntil });
        command.Parameters.Add(new() { Value = budget.Bulk.Owed });
        command.Parameters.Add(new() { Value = budget.Bulk.WaitsUntil });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> SwapThrottleAsync(string name, RateRow read, Throttle throttle, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SwapThrottleSql);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = throttle.PausedUntil });
        command.Parameters.Add(new() { Value = throttle.Share });
        command.Parameters.Add(new() { Value = read.Throttle.PausedUntil });
        command.Parameters.Add(new() { Value = read.Throttle.Share });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async Task NoteUsageAsync(string name, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(since is null ? UsageOverSql : NearlyUsedUpSql);
        command.Parameters.Add(new() { Value = name });
        if (since is { } time)
        {
            command.Parameters.Add(new() { Value = time });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
