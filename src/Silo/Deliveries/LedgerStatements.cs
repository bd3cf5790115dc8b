using Npgsql;
using Signalbox.Projections;

namespace Signalbox.Deliveries;

/// <summary>The statements that write what has become of deliveries. All but the attempts concern only destinations whose lease is the one that they are written in the name of.</summary>
internal static class LedgerStatements
{
    /// <summary>Which of these leases hold still: $1 destinations, $2 fences. The rows stay locked, so that nobody takes one over until this is written.</summary>
    internal const string OwnedSql = """
        SELECT l.destination, l.fence
        FROM   destination_leases l
        JOIN   unnest($1::integer[], $2::bigint[]) AS o (destination, fence) ON o.destination = l.destination AND o.fence = l.fence
        ORDER  BY l.destination
        FOR    SHARE OF l
        """;

    internal const string DeliveredSql = """
        DELETE FROM deliveries d
        USING  unnest($1::integer[], $2::bigint[]) AS o (destination, seq)
        WHERE  d.destination = o.destination AND d.seq = o.seq
        """;

    /// <summary>$3 states, $4 attempts, $5 seconds until they are tried again, $6 classes of failure. What somebody deleted meanwhile stays deleted.</summary>
    internal const string FailedSql = """
        UPDATE deliveries d
        SET    state = o.state, attempts = o.attempts, due_at = now() + o.wait * interval '1 second', changed_at = now(), fault = o.fault
        FROM   unnest($1::integer[], $2::bigint[], $3::integer[], $4::integer[], $5::double precision[], $6::text[]) AS o (destination, seq, state, attempts, wait, fault)
        WHERE  d.destination = o.destination AND d.seq = o.seq
        """;

    internal const string ParkedSql = """
        UPDATE deliveries d
        SET    state = 2, due_at = NULL, changed_at = now()
        FROM   unnest($1::integer[], $2::bigint[]) AS o (destination, seq)
        WHERE  d.destination = o.destination AND d.seq = o.seq AND d.state IN (0, 1)
        """;

    /// <summary>
    /// Of each key, $2, those that are not fresh: if the first is parked, nothing holds it any more, and it is due, with those parked behind it up to the next one
    /// that is not. A page of them, so that a key that was held up gets on faster than new ones come.
    /// </summary>
    internal const string UnparkSql = """
        UPDATE deliveries d
        SET    state = 1, due_at = now()
        FROM   unnest($1::integer[], $2::bigint[]) AS o (destination, key)
        CROSS  JOIN LATERAL (
            SELECT b.seq, bool_and(b.state = 2) OVER (ORDER BY b.seq) AS is_free
            FROM   (
                SELECT p.seq, p.state
                FROM   deliveries p
                WHERE  p.destination = o.destination AND p.key = o.key AND p.state IN (1, 2, 3)
                ORDER  BY p.seq
                LIMIT  250) b) f
        WHERE  d.destination = o.destination AND d.seq = f.seq AND f.is_free
        """;

    /// <summary>
    /// $2 failures since the last success among them, $3 whether there was a success, $4 the class of the last failure. Returns how long each has
    /// been failing, by this clock.
    /// </summary>
    internal const string HealthSql = """
        INSERT INTO destination_health AS h (destination, failing_since, failures, succeeded_at, failed_at, fault)
        SELECT o.destination, CASE WHEN o.failures > 0 THEN now() END, o.failures, CASE WHEN o.succeeded THEN now() END, CASE WHEN o.fault IS NOT NULL THEN now() END, o.fault
        FROM   unnest($1::integer[], $2::bigint[], $3::boolean[], $4::text[]) AS o (destination, failures, succeeded, fault)
        ON CONFLICT (destination) DO UPDATE
        SET    failing_since = CASE WHEN excluded.failures = 0 THEN NULL WHEN excluded.succeeded_at IS NOT NULL THEN now() ELSE coalesce(h.failing_since, now()) END,
               failures = CASE WHEN excluded.succeeded_at IS NOT NULL THEN excluded.failures ELSE h.failures + excluded.failures END,
               succeeded_at = coalesce(excluded.succeeded_at, h.succeeded_at),
               failed_at = coalesce(excluded.failed_at, h.failed_at),
               fault = coalesce(excluded.fault, h.fault),
               told = h.told AND excluded.succeeded_at IS NULL
        RETURNING h.destination, now() - h.failing_since
        """;

    internal const string AttemptsSql = """
        INSERT INTO delivery_attempts (at, destination, seq, "position", attempt, result, status, duration_ms, next_at, error, response)
        SELECT journal_position(o.at), o.destination, o.seq, o."position", o.attempt, o.result, o.status, o.duration_ms, now() + o.wait * interval '1 second', o.error, o.response
        FROM   unnest($1::timestamptz[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[], $6::text[], $7::integer[], $8::integer[], $9::double precision[], $10::text[], $11::bytea[])
               AS o (at, destination, seq, "position", attempt, result, status, duration_ms, wait, error, response)
        """;

    /// <summary>Adds what goes for destinations whose lease holds.</summary>
    internal static void Add(NpgsqlBatch batch, IReadOnlyList<DeliveryOutcome> outcomes)
    {
        var delivered = outcomes.Where(static o => o.Fate is DeliveryFate.Delivered).ToList();
        if (delivered.Count > 0)
        {
            Command(batch, DeliveredSql, delivered);
        }

        var failed = outcomes.Where(static o => o.Fate is DeliveryFate.Retry or DeliveryFate.Held or DeliveryFate.Dead).ToList();
        if (failed.Count > 0)
        {
            Command(batch, FailedSql, failed)
                .Integers(static o => o.Fate switch { DeliveryFate.Retry => 1, DeliveryFate.Held => 3, _ => 4 })
                .Integers(static o => o.Delivery.Attempts)
                .Reals(static o => o.RetryIn?.TotalSeconds)
                .Texts(static o => o.Attempt is { } attempt ? DeliveryNames.Of(attempt.Result) : null);
        }

        var parked = outcomes.Where(static o => o.Fate is DeliveryFate.Parked).ToList();
        if (parked.Count > 0)
        {
            Command(batch, ParkedSql, parked);
        }

        var unparked = outcomes.Where(static o => o.MayUnpark).DistinctBy(static o => (o.Destination, o.Delivery.Key)).ToList();
        if (unparked.Count > 0)
        {
            var command = new NpgsqlBatchCommand(UnparkSql);
            _ = new ColumnSet<DeliveryOutcome>(unparked, command.Parameters).Integers(static o => o.Destination).Numbers(static o => o.Delivery.Key);
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>Adds the requests that were made, whoever has the lease.</summary>
    internal static void AddAttempts(NpgsqlBatch batch, IReadOnlyList<DeliveryOutcome> outcomes)
    {
        var made = outcomes.Where(static o => o.Attempt is not null).ToList();
        if (made.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(AttemptsSql);
        _ = new ColumnSet<DeliveryOutcome>(made, command.Parameters)
            .Times(static o => o.At.UtcDateTime)
            .Integers(static o => o.Destination)
            .Numbers(static o => o.Delivery.Seq)
            .Numbers(static o => o.Delivery.Position)
            .Integers(static o => o.Delivery.Attempts)
            .Texts(static o => DeliveryNames.Of(o.Attempt!.Result))
            .OptionalIntegers(static o => o.Attempt!.Status)
            .Integers(static o => (int)Math.Min(o.Attempt!.Duration.TotalMilliseconds, int.MaxValue))
            .Reals(static o => o.RetryIn?.TotalSeconds)
            .Texts(static o => o.Attempt!.Error?.Replace('\0', '�'))
            .Bytes(static o => o.Attempt!.Response.IsEmpty ? null : o.Attempt.Response.ToArray());
        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds how the destinations do.</summary>
    /// <returns>Whether there is anything to tell.</returns>
    internal static bool AddHealth(NpgsqlBatch batch, IReadOnlyList<DeliveryOutcome> outcomes)
    {
        var health = outcomes.Where(static o => o.TellsHealth).GroupBy(static o => o.Destination).OrderBy(static d => d.Key).Select(HealthOf).ToList();
        if (health.Count == 0)
        {
            return false;
        }

        var command = new NpgsqlBatchCommand(HealthSql);
        _ = new ColumnSet<Health>(health, command.Parameters)
            .Integers(static h => h.Destination)
            .Numbers(static h => h.Failures)
            .Flags(static h => h.Succeeded)
            .Texts(static h => h.Fault);
        batch.BatchCommands.Add(command);
        return true;
    }

    private static Health HealthOf(IGrouping<int, DeliveryOutcome> outcomes)
    {
        var (failures, succeeded, fault) = (0L, false, (string?)null);
        foreach (var outcome in outcomes)
        {
            (failures, succeeded, fault) = outcome.Fate is DeliveryFate.Delivered
                ? (0, true, fault)
                : (failures + 1, succeeded, outcome.Attempt is { } attempt ? DeliveryNames.Of(attempt.Result) : fault);
        }

        return new Health(outcomes.Key, failures, succeeded, fault);
    }

    private static ColumnSet<DeliveryOutcome> Command(NpgsqlBatch batch, string sql, List<DeliveryOutcome> outcomes)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return new ColumnSet<DeliveryOutcome>(outcomes, command.Parameters).Integers(static o => o.Destination).Numbers(static o => o.Delivery.Seq);
    }

    private sealed record Health(int Destination, long Failures, bool Succeeded, string? Fault);
}
