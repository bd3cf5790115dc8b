using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Access;

/// <summary>Read tokens in the table <c>read_tokens</c>. Each is looked up when it is presented: there may be one for every open page. Safe for concurrent use.</summary>
internal sealed class PostgresReadTokens(NpgsqlDataSource dataSource, ReadTokenWatch watch) : IReadTokens
{
    // What has expired goes in passing; a day later, so that nobody wonders where it is.
    internal const string CreateSql = """
        WITH gone AS (
            DELETE FROM read_tokens WHERE expires_at < now() - interval '1 day'
        )
        INSERT INTO read_tokens (hash, id, tenant, description, expires_at)
        VALUES ($1, $2, $3, $4, now() + $5)
        RETURNING id, tenant, description, created_at, expires_at, number
        """;

    internal const string ListSql = """
        SELECT id, tenant, description, created_at, expires_at, number
        FROM   read_tokens
        WHERE  expires_at > now()
          AND  ($1::text IS NULL OR tenant = $1)
          AND  ($2::bigint IS NULL OR number < $2)
        ORDER  BY number DESC
        LIMIT  $3
        """;

    internal const string RevokeSql = "DELETE FROM read_tokens WHERE id = $1 RETURNING id, tenant, description, created_at, expires_at, number";
    internal const string FindSql = "SELECT id, tenant, expires_at FROM read_tokens WHERE hash = $1 AND expires_at > now()";

    private const int MaxTokenLength = 512;
    private const string IdChars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <inheritdoc/>
    public async Task<(string Token, ReadTokenView View)> CreateAsync(string tenant, TimeSpan lifetime, string description, CancellationToken cancellationToken)
    {
        var token = $"{ReadToken.Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        await using var command = dataSource.CreateRead(
            CreateSql, Hash(token), Text($"rt_{RandomNumberGenerator.GetString(IdChars, 22)}"), Text(tenant), Text(description),
            new NpgsqlParameter { Value = lifetime, NpgsqlDbType = NpgsqlDbType.Interval });
        return (token, (await command.ReadAllAsync(Read, cancellationToken))[0].View);
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<ReadTokenView> Tokens, long? Next)> ListAsync(string? tenant, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ListSql, Text(tenant), Number(before), Number(limit + 1));
        var found = await command.ReadAllAsync(Read, cancellationToken);
        return ([.. found.Take(limit).Select(static f => f.View)], found.Count > limit ? found[limit - 1].Number : null);
    }

    /// <inheritdoc/>
    public async Task<ReadTokenView?> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(RevokeSql, Text(id));
        if ((await command.ReadAllAsync(Read, cancellationToken)) is not [var gone])
        {
            return null;
        }

        watch.End(id);
        return gone.View;
    }

    /// <inheritdoc/>
    public async Task<ReadToken?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        if (presented.Length > MaxTokenLength)
        {
            return null;
        }

        await using var command = dataSource.CreateRead(FindSql, Hash(presented));
        return (await command.ReadAllAsync(static row => new ReadToken(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), cancellationToken)).FirstOrDefault();
    }

    /// <inheritdoc/>
    public ITokenWatch Watch(ReadToken token) => watch.Begin(token);

    private static (ReadTokenView View, long Number) Read(NpgsqlDataReader row) =>
        (new ReadTokenView(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDateTime(3), row.GetDateTime(4)), row.GetInt64(5));

    private static NpgsqlParameter Hash(string token) => new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes(token)), NpgsqlDbType = NpgsqlDbType.Bytea };
}
