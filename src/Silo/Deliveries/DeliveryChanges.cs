using Npgsql;
using NpgsqlTypes;
using static Signalbox.Postgres.ChangeCommands;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Deliveries;

/// <summary>
/// The changes of deliveries that people ask for. Each is a transaction under the lock of the destination's lease, which the ledger locks as well
/// before it writes: so neither decides by what the other is about to change, and nothing is left parked behind nothing. Safe for concurrent use.
/// </summary>
internal sealed class DeliveryChanges(NpgsqlDataSource dataSource)
{
    // Without a lease nobody has ever delivered to it, hence nothing has failed.
    internal const string LockSql = "SELECT FROM destination_leases WHERE destination = $1 FOR UPDATE";

    // One that has a key takes its place among those of its key that have failed: LedgerStatements.UnparkSql finds whether anything holds it.
    internal const string RetrySql = """
        UPDATE deliveries
        SET    state = CASE WHEN state = 1 OR key IS NULL THEN 1 ELSE 2 END, due_at = CASE WHEN state = 1 OR key IS NULL THEN now() END
        WHERE  destination = $1
          AND  seq = $2
          AND  state IN (1, 3, 4)
        RETURNING seq, key
        """;

    internal const string DiscardSql = """
        DELETE FROM deliveries
        WHERE  destination = $1
          AND  seq = $2
          AND  state IN (3, 4)
        RETURNING seq, key
        """;

    // $2 behind this number, $3 last tried at this time or later, $4 at most so many.
    internal const string RecoverSql = """
        UPDATE deliveries d
        SET    state = CASE WHEN d.key IS NULL THEN 1 ELSE 2 END, due_at = CASE WHEN d.key IS NULL THEN now() END
        FROM   (
            SELECT   seq
            FROM     deliveries
            WHERE    destination = $1 AND seq > $2 AND state IN (3, 4) AND changed_at >= $3
            ORDER BY seq
            LIMIT    $4
        ) f
        WHERE  d.destination = $1
          AND  d.seq = f.seq
        RETURNING d.seq, d.key
        """;

    // So many in a transaction: while it lasts, the destination's owner can write nothing.
    private const int BatchSize = 1_000;

    /// <summary>Makes one due that has failed, as soon as it is the first of its key.</summary>
    /// <returns>Whether its state allowed it.</returns>
    internal Task<bool> RetryAsync(DeliveryKey delivery, CancellationToken cancellationToken) => ChangeAsync(delivery, RetrySql, cancellationToken);

    /// <summary>Deletes one that was given up on; what it held goes on.</summary>
    /// <returns>Whether its state allowed it.</returns>
    internal Task<bool> DiscardAsync(DeliveryKey delivery, CancellationToken cancellationToken) => ChangeAsync(delivery, DiscardSql, cancellationToken);

    /// <summary>Makes those due that were given up on since a time, each as soon as it is the first of its key.</summary>
    /// <param name="destination">The destination's number.</param>
    /// <param name="since">When they were last tried at the earliest.</param>
    /// <param name="most">The most.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    internal async Task<RecoveryReport> RecoverAsync(int destination, DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        var (recovered, after) = (0, 0L);
        while (true)
        {
            var size = Math.Min(BatchSize, most - recovered);
            if (size == 0)
            {
                return new RecoveryReport(recovered, More: true);
            }

            var changed = await ChangeAsync(destination, RecoverSql, cancellationToken, Number(after), Time(since), Number(size));
            recovered += changed.Count;
            if (changed.Count < size)
            {
                return new RecoveryReport(recovered, More: false);
            }

            after = changed.Max();
        }
    }

    private async Task<bool> ChangeAsync(DeliveryKey delivery, string sql, CancellationToken cancellationToken) =>
        (await ChangeAsync(delivery.Destination, sql, cancellationToken, Number(delivery.Seq))).Count > 0;

    private async Task<IReadOnlyList<long>> ChangeAsync(int destination, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, LockSql, cancellationToken, Whole(destination));

        var (changed, keys) = (new List<long>(), new HashSet<long>());
        await using (var command = new NpgsqlCommand(sql, connection) { Parameters = { Whole(destination) } })
        {
            command.Parameters.AddRange(values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                changed.Add(reader.GetInt64(0));
                if (!reader.IsDBNull(1))
                {
                    keys.Add(reader.GetInt64(1));
                }
            }
        }

        if (keys.Count > 0)
        {
            await ExecuteAsync(
                connection,
                LedgerStatements.UnparkSql,
                cancellationToken,
                new NpgsqlParameter { Value = Enumerable.Repeat(destination, keys.Count).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
                new NpgsqlParameter { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        }

        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private static NpgsqlParameter Whole(int value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer };
}
