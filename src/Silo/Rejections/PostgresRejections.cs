using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Signalbox.Postgres;
using Signalbox.Secrets;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rejections;

/// <inheritdoc cref="IRejections"/>
internal sealed class PostgresRejections(NpgsqlDataSource dataSource, Vault vault, IOptions<RejectionOptions> options, TimeProvider time) : IRejections
{
    internal const string ListSql = """
        SELECT   id, source, fault, received_at, body_bytes
        FROM     rejected_requests
        WHERE    source = $1
          AND    received_at > $2
        ORDER BY received_at DESC, id
        LIMIT    1000
        """;

    internal const string FindSql = """
        SELECT source, fault, received_at, body_bytes, sealed
        FROM   rejected_requests
        WHERE  id = $1
          AND  source = $2
          AND  received_at > $3
        """;

    internal const string AddSql = """
        INSERT INTO rejected_requests (id, source, fault, received_at, body_bytes, sealed)
        VALUES ($1, $2, $3, $4, $5, $6)
        """;

    // What is past its bounds: the newest of each fault stay, and of those the newest of the source.
    internal const string CutSql = """
        DELETE FROM rejected_requests
        WHERE  id IN (
            SELECT id
            FROM   (
                SELECT id,
                       row_number() OVER (ORDER BY of_fault > $3, received_at DESC, id) AS of_source,
                       of_fault
                FROM   (
                    SELECT id, received_at, row_number() OVER (PARTITION BY fault ORDER BY received_at DESC, id) AS of_fault
                    FROM   rejected_requests
                    WHERE  source = $1
                ) AS by_fault
            ) AS ranked
            WHERE  of_source > $2
               OR  of_fault > $3)
        """;

    internal const string SweepSql = "DELETE FROM rejected_requests WHERE received_at <= $1";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RejectionSummary>> ListAsync(string source, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(ListSql, Text(source), Time(Oldest()));
        return await command.ReadAllAsync(
            static row => new RejectionSummary(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDateTime(3), row.GetInt32(4)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RejectedRequest?> FindAsync(string source, string id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(FindSql, Text(id), Text(source), Time(Oldest()));
        var rows = await command.ReadAllAsync(
            static row => (Source: row.GetString(0), Fault: row.GetString(1), At: row.GetDateTime(2), Bytes: row.GetInt32(3), Sealed: row.GetFieldValue<byte[]>(4)), cancellationToken);
        if (rows is not [var found])
        {
            return null;
        }

        try
        {
            var content = JsonSerializer.Deserialize(await vault.OpenAsync(new SealedPlace(SealedColumn.RejectedRequest, id), found.Sealed, cancellationToken), RejectionJson.Default.RejectedContent)!;
            return new RejectedRequest(id, found.Source, found.Fault, new DateTimeOffset(found.At), found.Bytes, content);
        }
        catch (SecretUnavailableException)
        {
            // Its key is gone: so is the sample.
            return null;
        }
    }

    /// <summary>Keeps a refused webhook, and no more of its source than there may be.</summary>
    internal async Task AddAsync(RejectedRequest rejected, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(rejected.Content, RejectionJson.Default.RejectedContent);
        var sealedContent = await vault.SealAsync(new SealedPlace(SealedColumn.RejectedRequest, rejected.Id), content, cancellationToken);
        await using var add = dataSource.CreateRead(
            AddSql, Text(rejected.Id), Text(rejected.Source), Text(rejected.Fault), Time(rejected.ReceivedAt),
            new NpgsqlParameter { Value = rejected.BodyBytes, NpgsqlDbType = NpgsqlDbType.Integer },
            new NpgsqlParameter { Value = sealedContent, NpgsqlDbType = NpgsqlDbType.Bytea });
        await add.ExecuteNonQueryAsync(cancellationToken);
        await using var cut = dataSource.CreateRead(CutSql, Text(rejected.Source), Number(options.Value.PerSource), Number(options.Value.PerFault));
        await cut.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes those that are too old.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(SweepSql, Time(Oldest()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DateTimeOffset Oldest() => time.GetUtcNow() - options.Value.Retention;
}
