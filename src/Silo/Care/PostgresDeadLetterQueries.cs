using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Care;

/// <summary>Dead letters for the API. Safe for concurrent use.</summary>
internal sealed class PostgresDeadLetterQueries(NpgsqlDataSource dataSource) : IDeadLetterQueries
{
    private const string Columns = """
        d.id, d.account, d.stream, d.version, d.event_id, d.type, d.status, d.attempts, d.error,
        d.status = 'open' AND EXISTS (SELECT FROM stalled_streams s WHERE s.stream = d.stream AND s.version = d.version AND s.due_at IS NULL) AS holds_stream,
        d.created_at, d.resolved_at
        """;

    internal const string ListSql = $"""
        SELECT {Columns}
        FROM   dead_letters d
        WHERE  ($1::text IS NULL OR d.status = $1)
          AND  ($2::text IS NULL OR d.account = $2)
          AND  ($3::text IS NULL OR d.stream = $3)
          AND  ($4::bigint IS NULL OR d.id < $4)
          AND  ($6::text IS NULL OR d.type = $6)
          AND  ($7::text IS NULL OR starts_with(d.type, $7))
        ORDER  BY d.id DESC
        LIMIT  $5
        """;

    // $1 status, $2 account, $3 stream, $4 ids, $5 rows, $6 type, $7 beginning of the type, $8 behind this id.
    internal const string OldestSql = $"""
        SELECT {Columns}
        FROM   dead_letters d
        WHERE  ($1::text IS NULL OR d.status = $1)
          AND  ($2::text IS NULL OR d.account = $2)
          AND  ($3::text IS NULL OR d.stream = $3)
          AND  ($4::bigint[] IS NULL OR d.id = ANY ($4))
          AND  ($8::bigint IS NULL OR d.id > $8)
          AND  ($6::text IS NULL OR d.type = $6)
          AND  ($7::text IS NULL OR starts_with(d.type, $7))
        ORDER  BY d.id
        LIMIT  $5
        """;

    internal const string FindSql = $"""
        SELECT {Columns}
        FROM   dead_letters d
        WHERE  d.id = $1
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(
            ListSql, Text(filter.Status), Text(filter.Account), Text(filter.Stream), Number(before), Number(limit), Type(filter), Beginning(filter));
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> OldestAsync(IReadOnlyList<long>? ids, DeadLetterFilter filter, long? after, int limit, CancellationToken cancellationToken)
    {
        var numbers = new NpgsqlParameter { Value = (object?)ids?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
        await using var command = dataSource.CreateRead(
            OldestSql, Text(filter.Status), Text(filter.Account), Text(filter.Stream), numbers, Number(limit), Type(filter), Beginning(filter), Number(after));
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DeadLetter?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Number(id));
        var found = await command.ReadAllAsync(Read, cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    private static NpgsqlParameter Type(DeadLetterFilter filter) => Text(filter.Type?.EndsWith('*') == true ? null : filter.Type);

    private static NpgsqlParameter Beginning(DeadLetterFilter filter) => Text(filter.Type?.EndsWith('*') == true ? filter.Type[..^1] : null);

    private static DeadLetter Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6) switch
        {
            "open" => DeadLetterState.Open,
            "replayed" => DeadLetterState.Replayed,
            "discarded" => DeadLetterState.Discarded,
            var other => throw new UnreachableException($"'{other}' is not a dead letter's status."),
        },
        row.GetInt32(7),
        row.GetString(8),
        row.GetBoolean(9),
        row.GetDateTime(10),
        row.IsDBNull(11) ? null : row.GetDateTime(11));
}
