using Microsoft.Extensions.Options;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Deliveries;

/// <summary>The rows of deliveries, over the shared pool.</summary>
internal sealed class PostgresDeliveryStore(NpgsqlDataSource dataSource, IOptions<DestinationOptions> options, HeldLeases leases) : IDeliveryStore
{
    /// <summary>The part of the configuration that destinations are (<see cref="ConfigurationWatch"/>).</summary>
    internal const string Part = "destinations";

    // A process that died still has the lease until it ends: its requests may be under way. Of one that is disabled nobody gets it.
    internal const string AcquireSql = """
        INSERT INTO destination_leases AS l (destination, owner, fence, until)
        SELECT d.number, $2, 1, now() + $3
        FROM   destinations d
        WHERE  d.number = $1 AND d.is_enabled AND d.deleted_at IS NULL
        ON CONFLICT (destination) DO UPDATE SET owner = $2, fence = l.fence + 1, until = now() + $3
        WHERE  l.until <= now() OR l.owner = $2
        RETURNING fence
        """;

    internal const string HealthSql = "SELECT failing_since IS NOT NULL, told FROM destination_health WHERE destination = $1";
    internal const string RenewSql = "UPDATE destination_leases SET until = now() + $3 WHERE destination = $1 AND fence = $2";
    internal const string ReleaseSql = "UPDATE destination_leases SET until = now() WHERE destination = $1 AND fence = $2";

    internal const string FreshSql = """
        SELECT   d.seq, d."position", d.key,
                 EXISTS (SELECT FROM deliveries b WHERE b.destination = d.destination AND b.key = d.key AND b.seq < d.seq AND b.state IN (1, 2, 3))
        FROM     deliveries d
        WHERE    d.destination = $1 AND d.seq > $2 AND d.state = 0
        ORDER BY d.seq
        LIMIT    $3
        """;

    // With the next one that is not due yet: of two statements, each with a time of its own, neither would see what becomes due between them.
    internal const string DueSql = """
        (SELECT   seq, "position", key, attempts, NULL::interval
         FROM     deliveries
         WHERE    destination = $1 AND state = 1 AND due_at <= now()
         ORDER BY due_at, seq
         LIMIT    $2)
        UNION ALL
        (SELECT   seq, "position", key, attempts, due_at - now()
         FROM     deliveries
         WHERE    destination = $1 AND state = 1 AND due_at > now()
         ORDER BY due_at
         LIMIT    1)
        """;

    // Of each key with something parked the first that is not fresh: if that is parked itself, nothing holds it.
    internal const string UnparkSql = """
        UPDATE deliveries d
        SET    state = 1, due_at = now()
        FROM   (SELECT DISTINCT key FROM deliveries WHERE destination = $1 AND state = 2) k
        CROSS  JOIN LATERAL (
            SELECT b.seq, b.state FROM deliveries b WHERE b.destination = $1 AND b.key = k.key AND b.state IN (1, 2, 3) ORDER BY b.seq LIMIT 1) f
        WHERE  d.destination = $1 AND d.seq = f.seq AND f.state = 2
        """;

    internal const string DisableSql = """
        UPDATE destinations
        SET    is_enabled = false, disabled_for = $2, disabled_at = now(), changed_at = now()
        WHERE  number = $1 AND is_enabled AND deleted_at IS NULL
        """;

    internal const string NoteToldSql = "UPDATE destination_health SET told = true WHERE destination = $1";

    private readonly string _owner = Guid.NewGuid().ToString("n");
    private readonly TimeSpan _lease = options.Value.Lease;

    /// <inheritdoc/>
    public async Task<DestinationLease?> AcquireAsync(int destination, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var acquire = connection.CreateRead(AcquireSql, Whole(destination), Text(_owner), new() { Value = _lease });
        if (await acquire.ExecuteScalarAsync(cancellationToken) is not long fence)
        {
            leases.Drop(destination);
            return null;
        }

        leases.Keep(destination, _lease);
        await using var read = connection.CreateRead(HealthSql, Whole(destination));
        var health = await read.ReadAllAsync(static row => (IsFailing: row.GetBoolean(0), IsTold: row.GetBoolean(1)), cancellationToken);
        return new DestinationLease(fence, _lease, health is [{ IsFailing: true }], health is [{ IsTold: true }]);
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(int destination, long fence, CancellationToken cancellationToken)
    {
        var isHeld = await ExecuteAsync(RenewSql, cancellationToken, Whole(destination), Number(fence), new() { Value = _lease }) == 1;
        if (isHeld)
        {
            leases.Keep(destination, _lease);
        }
        else
        {
            leases.Drop(destination);
        }

        return isHeld;
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(int destination, long fence, CancellationToken cancellationToken)
    {
        leases.Drop(destination);
        return ExecuteAsync(ReleaseSql, cancellationToken, Whole(destination), Number(fence));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueuedDelivery>> ReadFreshAsync(int destination, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FreshSql, Whole(destination), Number(after), Whole(limit));
        return await command.ReadAllAsync(
            static row => new QueuedDelivery(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), Attempts: 0, IsBehind: row.GetBoolean(3)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DueDeliveries> ReadDueAsync(int destination, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(DueSql, Whole(destination), Whole(limit));
        var rows = await command.ReadAllAsync(
            static row => (
                Delivery: new QueuedDelivery(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetInt16(3), IsAgain: true),
                DueIn: row.IsDBNull(4) ? default(TimeSpan?) : row.GetTimeSpan(4)),
            cancellationToken);
        return new DueDeliveries([.. rows.Where(static r => r.DueIn is null).Select(static r => r.Delivery)], rows.Select(static r => r.DueIn).FirstOrDefault(static wait => wait is not null));
    }

    /// <inheritdoc/>
    public Task<int> UnparkAsync(int destination, CancellationToken cancellationToken) => ExecuteAsync(UnparkSql, cancellationToken, Whole(destination));

    /// <inheritdoc/>
    public async Task<bool> DisableAsync(int destination, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var disable = connection.CreateRead(DisableSql, Whole(destination), Text(reason));
        var isChanged = await disable.ExecuteNonQueryAsync(cancellationToken) == 1;
        await using var raise = connection.CreateRead(ConfigurationWatch.RaiseSql, Text(Part));
        await raise.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isChanged;
    }

    /// <inheritdoc/>
    public Task NoteToldAsync(int destination, CancellationToken cancellationToken) => ExecuteAsync(NoteToldSql, cancellationToken, Whole(destination));

    private static NpgsqlParameter Whole(int value) => new NpgsqlParameter<int> { TypedValue = value };

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = dataSource.CreateRead(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
