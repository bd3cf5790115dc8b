using Npgsql;

namespace Signalbox.Rebuilds;

/// <summary>Drops what ended rebuilds left: new tables that never came into use, and those that were replaced. Safe for concurrent use.</summary>
internal static class ShadowLeftovers
{
    // No rebuild may begin meanwhile; who drops is one.
    internal const string LockSql = "SELECT pg_advisory_xact_lock(7449354444533481)";

    internal const string LeftSql = """
        SELECT n.nspname::text
        FROM   pg_namespace n
        WHERE  n.nspname = 'signalbox_replaced'
           OR  (n.nspname = 'signalbox_shadow' AND NOT EXISTS (SELECT FROM signalbox.rebuilds r WHERE r.state = 'running'))
        """;

    /// <summary>Drops them, unless a rebuild is running that fills them.</summary>
    /// <returns>Whether there were any.</returns>
    internal static async Task<bool> DropAsync(NpgsqlDataSource dataSource, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var look = new NpgsqlCommand(LeftSql, connection))
        {
            if (await look.ExecuteScalarAsync(cancellationToken) is null)
            {
                return false;
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SET LOCAL lock_timeout = {(long)lockTimeout.TotalMilliseconds}", cancellationToken);
        await ExecuteAsync(connection, LockSql, cancellationToken);
        var left = new List<string>();
        await using (var command = new NpgsqlCommand(LeftSql, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                left.Add(reader.GetString(0));
            }
        }

        // The replaced ones one by one, without what may depend on them: it would be somebody's. With the others go their triggers on the live tables.
        if (left.Contains(ShadowTable.Replaced))
        {
            await ExecuteAsync(connection, string.Concat(ShadowTable.Names.Select(static n => $"DROP TABLE IF EXISTS {ShadowTable.Replaced}.{n};")), cancellationToken);
            await ExecuteAsync(connection, $"DROP SCHEMA {ShadowTable.Replaced}", cancellationToken);
        }

        if (left.Contains(ShadowTable.Shadow))
        {
            await ExecuteAsync(connection, $"DROP SCHEMA {ShadowTable.Shadow} CASCADE", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return left.Count > 0;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
