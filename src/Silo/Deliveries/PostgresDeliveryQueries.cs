using System.Data;
using Npgsql;
using NpgsqlTypes;
using Orleans;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Deliveries;

/// <summary>Deliveries and attempts for the API. Safe for concurrent use.</summary>
/// <param name="dataSource">The pool.</param>
/// <param name="leases">What this process delivers to.</param>
/// <param name="grains">The grains of this process; <see langword="null"/> if it has none.</param>
internal sealed partial class PostgresDeliveryQueries(NpgsqlDataSource dataSource, HeldLeases leases, IGrainFactory? grains) : IDeliveryQueries
{
    // $1 destination and $2 tenant.
    private const string Chosen = """
        ($1::text IS NULL AND d.deleted_at IS NULL OR d.id = $1) AND ($2::text IS NULL OR d.tenant = $2 OR ($2 = '-' AND d.tenant IS NULL))
        """;

    // $5 and $6 before this number and destination, $7 from and $8 until numbers. The destinations of one number come in their order.
    private const string InRange = """
        seq >= $7 AND seq < $8 AND seq < $5 + CASE WHEN d.number > $6 THEN 1 ELSE 0 END
        """;

    // $3 states, $4 whether delivered ones, $9 no attempt before this, $10 attempts of a destination to look at, $11 rows.
    internal const string ListSql = $"""
        SELECT {DeliveryRows.Columns}
        FROM   (
            SELECT q.*
            FROM   destinations d
            CROSS  JOIN LATERAL (
                (SELECT {DeliveryRows.Waiting}
                 FROM   deliveries p
                 WHERE  p.destination = d.number AND p.state = ANY ($3::integer[]) AND {InRange}
                 ORDER  BY p.seq DESC
                 LIMIT  $11)
                UNION  ALL
                (SELECT {DeliveryRows.Ended}
                 FROM   (
                     SELECT destination, seq, "position", attempt, at, result
                     FROM   delivery_attempts
                     WHERE  $4 AND destination = d.number AND at >= $9 AND {InRange}
                     ORDER  BY seq DESC
                     LIMIT  $10
                 ) a
                 WHERE  a.result = 'delivered'
                   AND  NOT EXISTS (SELECT FROM deliveries p WHERE p.destination = a.destination AND p.seq = a.seq))
            ) q
            WHERE  {Chosen}
            ORDER  BY q.seq DESC, q.destination
            LIMIT  $11
        ) w
        JOIN   destinations d ON d.number = w.destination
        LEFT   JOIN journal j ON j."position" = w."position"
        ORDER  BY w.seq DESC, w.destination
        """;

    // Down to where ListSql may not have seen all attempts of each destination; none if it has. $3 unused, $4 attempts of a destination.
    internal const string LastScannedSql = $"""
        SELECT max(l.seq)
        FROM   destinations d
        CROSS  JOIN LATERAL (
            SELECT seq
            FROM   delivery_attempts
            WHERE  destination = d.number AND at >= $3 AND {InRange}
            ORDER  BY seq DESC
            OFFSET $4 - 1
            LIMIT  1
        ) l
        WHERE  {Chosen}
        """;

    // Of events. $10 their positions. The attempts' index of positions tells blocks; what waits is looked through.
    internal const string ListOfEventsSql = $"""
        SELECT {DeliveryRows.Columns}
        FROM   (
            SELECT {DeliveryRows.Waiting}
            FROM   deliveries p
            WHERE  p."position" = ANY ($10) AND p.state = ANY ($3::integer[])
            UNION  ALL
            SELECT {DeliveryRows.Ended}
            FROM   delivery_attempts a
            WHERE  $4 AND a."position" = ANY ($10) AND a.at >= $9 AND a.result = 'delivered'
              AND  NOT EXISTS (SELECT FROM deliveries p WHERE p.destination = a.destination AND p.seq = a.seq)
        ) w
        JOIN   destinations d ON d.number = w.destination
        LEFT   JOIN journal j ON j."position" = w."position"
        WHERE  {Chosen} AND {InRange}
        ORDER  BY w.seq DESC, w.destination
        LIMIT  $11
        """;

    // What is not there any more was delivered if an attempt says so.
    internal const string FindSql = $"""
        SELECT {DeliveryRows.Columns}
        FROM   (
            SELECT {DeliveryRows.Waiting} FROM deliveries p WHERE p.destination = $1 AND p.seq = $2
            UNION  ALL
            (SELECT {DeliveryRows.Ended}
             FROM   delivery_attempts a
             WHERE  a.destination = $1 AND a.seq = $2 AND NOT EXISTS (SELECT FROM deliveries p WHERE p.destination = $1 AND p.seq = $2)
             ORDER  BY a.result = 'delivered' DESC, a.attempt DESC
             LIMIT  1)
        ) w
        JOIN   destinations d ON d.number = w.destination
        LEFT   JOIN journal j ON j."position" = w."position"
        """;

    internal const string AttemptsOfDeliverySql = $"""
        SELECT {DeliveryRows.Attempt}, response
        FROM   delivery_attempts
        WHERE  destination = $1 AND seq = $2
        ORDER  BY attempt DESC, at DESC
        LIMIT  100
        """;

    internal const string DestinationSql = "SELECT number, is_enabled FROM destinations WHERE id = $1 AND deleted_at IS NULL";

    // $2 and $3 before this number and attempt, $4 attempts to look at, $5 result, $6 rows, $7 bytes of the answer.
    internal const string AttemptsSql = $"""
        SELECT {DeliveryRows.Attempt}, substr(response, 1, $7)
        FROM   (
            SELECT   *
            FROM     delivery_attempts
            WHERE    destination = $1 AND ($2::bigint IS NULL OR (seq, attempt::integer) < ($2, $3::integer))
            ORDER BY seq DESC, attempt DESC
            LIMIT    $4
        ) a
        WHERE  $5::text IS NULL OR result = $5
        ORDER  BY seq DESC, attempt DESC
        LIMIT  $6
        """;

    // Where AttemptsSql's scan ends.
    internal const string LastAttemptSql = """
        SELECT   seq, attempt::integer
        FROM     delivery_attempts
        WHERE    destination = $1 AND ($2::bigint IS NULL OR (seq, attempt::integer) < ($2, $3::integer))
        ORDER BY seq DESC, attempt DESC
        OFFSET   $4 - 1
        LIMIT    1
        """;

    // Of each of many destinations. What comes while they are read makes it more, hence twice as many are taken as are counted.
    private const int ScannedOfEach = 1_000;
    private const int CharsInLists = 500;
    private const int MostBytes = 16 << 10;

    // An attempt's time is the clock of the process that made it; numbers and positions are the database's.
    private const long ClockSlack = 3_600_000L << 20;

    /// <inheritdoc/>
    public async Task<DeliverySlice> ListAsync(DeliveryFilter filter, DeliveryKey? before, int limit, CancellationToken cancellationToken)
    {
        var (from, until) = (filter.Since is { } since ? PositionOf(since) : 0, filter.Until is { } time ? PositionOf(time) : long.MaxValue);
        var wantsDelivered = filter.Status is null or DeliveryStatusNames.Delivered;
        long? end = null;
        if (wantsDelivered && filter.Positions is null)
        {
            var scan = filter.Destination is null ? Math.Max(limit + 1, ScannedOfEach) : IDeliveryQueries.MostScanned;
            await using var last = dataSource.CreateRead(LastScannedSql, [Text(filter.Destination), Text(filter.Tenant), Number(from - ClockSlack), Number(scan), .. Range(before, from, until)]);
            end = await last.ExecuteScalarAsync(cancellationToken) as long?;
            from = Math.Max(from, end + 1 ?? 0);
        }

        NpgsqlParameter[] chosen = [Text(filter.Destination), Text(filter.Tenant), States(filter.Status), Flag(wantsDelivered), .. Range(before, from, until)];
        await using var list = filter.Positions is { } positions
            ? dataSource.CreateRead(
                ListOfEventsSql, [.. chosen, Number(positions.DefaultIfEmpty().Min() - ClockSlack), new() { Value = positions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint }, Number(limit + 1)])
            : dataSource.CreateRead(ListSql, [.. chosen, Number(from - ClockSlack), Number(2 * IDeliveryQueries.MostScanned), Number(limit + 1)]);
        var found = await list.ReadAllAsync(DeliveryRows.Read, cancellationToken);

        // Delivered twice, by a process that had lost its lease or its memory: the same one.
        return new DeliverySlice(
            [.. found.Take(limit).DistinctBy(static f => f.Key).Select(static f => f.View)],
            found.Count > limit ? found[limit - 1].Key : end is { } seq ? new DeliveryKey(int.MaxValue, seq + 1) : null);
    }

    /// <inheritdoc/>
    public async Task<DeliveryDetail?> FindAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        await using var find = dataSource.CreateRead(FindSql, Whole(key.Destination), Number(key.Seq));
        if (await find.ReadAllAsync(DeliveryRows.Read, cancellationToken) is not [var found])
        {
            return null;
        }

        await using var attempts = dataSource.CreateRead(AttemptsOfDeliverySql, Whole(key.Destination), Number(key.Seq));
        return new DeliveryDetail(found.View, await attempts.ReadAllAsync(static row => DeliveryRows.ReadAttempt(row, MostBytes).View, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<AttemptSlice?> AttemptsAsync(string destination, string? result, AttemptKey? before, int limit, CancellationToken cancellationToken)
    {
        // Of one moment: with attempts that come between the statements, the last one would end above where the first did.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        if (await DestinationAsync(connection, destination, cancellationToken) is not (var number, _))
        {
            return null;
        }

        await using var list = connection.CreateRead(
            AttemptsSql, Whole(number), Number(before?.Seq), Number(before?.Attempt), Number(IDeliveryQueries.MostScanned), Text(result), Number(limit + 1), Whole(4 * CharsInLists));
        var found = await list.ReadAllAsync(static row => DeliveryRows.ReadAttempt(row, CharsInLists), cancellationToken);
        if (found.Count > limit)
        {
            return new AttemptSlice([.. found.Take(limit).Select(static f => f.View)], found[limit - 1].Key);
        }

        await using var last = connection.CreateRead(LastAttemptSql, Whole(number), Number(before?.Seq), Number(before?.Attempt), Number(IDeliveryQueries.MostScanned));
        var end = await last.ReadAllAsync(static row => new AttemptKey(row.GetInt64(0), row.GetInt32(1)), cancellationToken);
        return new AttemptSlice([.. found.Select(static f => f.View)], end is [var key] ? key : null);
    }

    private static async Task<(int Number, bool IsEnabled)?> DestinationAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateRead(DestinationSql, Text(id));
        return await command.ReadAllAsync(static row => (row.GetInt32(0), row.GetBoolean(1)), cancellationToken) is [var found] ? found : null;
    }

    private static NpgsqlParameter States(string? status)
    {
        int[] states = status switch
        {
            null => [.. Enumerable.Range(0, DeliveryStatusNames.ByState.Count)],
            DeliveryStatusNames.Failed => [1, 3, 4],
            DeliveryStatusNames.Delivered => [],
            _ => [DeliveryStatusNames.ByState.Index().First(s => s.Item == status).Index],
        };
        return new NpgsqlParameter { Value = states, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
    }

    private static NpgsqlParameter[] Range(DeliveryKey? before, long from, long until) =>
        [Number(before?.Seq ?? long.MaxValue), Whole(before?.Destination ?? int.MaxValue), Number(from), Number(until)];

    private static long PositionOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds() << 20;

    private static NpgsqlParameter Whole(int value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer };
}
