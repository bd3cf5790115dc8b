using Npgsql;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>Finds what can be read, and what has waited for it for too long. Safe for concurrent use.</summary>
internal sealed class PostgresReadTargets(NpgsqlDataSource dataSource) : IReadTargets
{
    // By the indexes on references; $1 account, $2 id, $3 stream, $4 rows. The numbers are those of ProjectionTable.
    internal const string OfCustomerSql = """
        SELECT kind, id
        FROM   (SELECT 1 AS kind, id, as_of FROM customers WHERE account = $1 AND id = $2
                UNION ALL
                SELECT 3, id, as_of FROM invoices WHERE account = $1 AND customer_id = $2 AND stream = $3
                UNION ALL
                SELECT 4, id, as_of FROM payment_intents WHERE account = $1 AND customer_id = $2
                UNION ALL
                SELECT 5, c.id, c.as_of
                FROM   payment_intents p
                JOIN   charges c ON c.account = p.account AND c.payment_intent_id = p.id
                WHERE  p.account = $1 AND p.customer_id = $2
                UNION ALL
                SELECT 7, id, as_of FROM checkout_sessions WHERE account = $1 AND customer_id = $2) AS o
        ORDER  BY kind > 1, as_of DESC, kind, id
        LIMIT  $4
        """;

    internal const string OfSubscriptionSql = """
        SELECT kind, id
        FROM   (SELECT 2 AS kind, id, as_of FROM subscriptions WHERE account = $1 AND id = $2
                UNION ALL
                SELECT 3, id, as_of FROM invoices WHERE account = $1 AND subscription_id = $2 AND stream = $3) AS o
        ORDER  BY kind > 2, as_of DESC, kind, id
        LIMIT  $4
        """;

    // What an account has few of, or what comes on its endpoint only. There is one endpoint, so that $2 tells nothing more.
    // Of accounts that have very many of them the recent ones are chosen among a part, by the primary key: no index may follow their times.
    internal const string OfEndpointSql = """
        SELECT kind, id
        FROM   ((SELECT 6 AS kind, id, as_of, stream FROM disputes WHERE account = $1 AND $2::text IS NOT NULL ORDER BY id LIMIT 5000)
                UNION ALL
                (SELECT 8, id, as_of, stream FROM products WHERE account = $1 ORDER BY id LIMIT 5000)
                UNION ALL
                (SELECT 9, id, as_of, stream FROM prices WHERE account = $1 ORDER BY id LIMIT 5000)) AS o
        WHERE  stream = $3
        ORDER  BY as_of DESC, kind, id
        LIMIT  $4
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObjectKey>> ObjectsOfAsync(StreamKey stream, int most, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(stream.Kind switch
        {
            StreamKinds.Customer => OfCustomerSql,
            StreamKinds.Subscription => OfSubscriptionSql,
            _ => OfEndpointSql,
        });
        command.Parameters.Add(new() { Value = stream.Account });
        command.Parameters.Add(new() { Value = stream.Id });
        command.Parameters.Add(new() { Value = stream.ToString() });
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ObjectKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(new ObjectKey((ProjectionTable)reader.GetInt32(0), reader.GetString(1)));
        }

        return keys;
    }

    /// <summary>Rows of one table that have been provisional for a while, by id, with the stream whose grain is responsible for them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="account">The account.</param>
    /// <param name="after">The id to begin behind; empty to begin with the first.</param>
    /// <param name="waited">How long they must have been so.</param>
    /// <param name="most">The most rows.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    internal async Task<List<(ObjectKey Key, string Stream)>> WaitingAsync(
        ProjectionTable table, string account, string after, TimeSpan waited, int most, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ObjectBacklog.Sql[table]);
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = waited });
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var waiting = new List<(ObjectKey, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting.Add((new ObjectKey(table, reader.GetString(0)), reader.GetString(1)));
        }

        return waiting;
    }
}
