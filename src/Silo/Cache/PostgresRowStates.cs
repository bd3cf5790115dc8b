using Npgsql;
using NpgsqlTypes;
using Signalbox.Postgres;
using Signalbox.Projections;

namespace Signalbox.Cache;

/// <inheritdoc/>
internal sealed class PostgresRowStates(NpgsqlDataSource dataSource) : IRowStates
{
    // By primary key. $1 account, $2 id, $3 the entry's revision, $4 its digest. The JSON is looked at only if the revision is another one.
    internal static readonly TableStatements LookSql = new("""
        SELECT revision, provisional, deleted_at IS NOT NULL,
               CASE WHEN revision = $3 OR provisional THEN false ELSE sha256(convert_to(raw::text, 'UTF8')) = $4 END
        FROM   {table}
        WHERE  account = $1
          AND  id = $2
        """);

    /// <inheritdoc/>
    public async Task<RowState> LookAsync(CacheKey key, CacheEntry entry, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(
            LookSql[key.Object.Table],
            ReadCommands.Text(key.Account),
            ReadCommands.Text(key.Object.Id),
            ReadCommands.Number(entry.Revision),
            new NpgsqlParameter { Value = entry.Digest.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new RowState(reader.GetInt64(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3))
            : default;
    }
}
