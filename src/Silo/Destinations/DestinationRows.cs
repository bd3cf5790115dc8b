using System.Data;
using Npgsql;
using Signalbox.Postgres;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Destinations;

/// <summary>Reads the rows of destinations that are not deleted.</summary>
internal static class DestinationRows
{
    /// <summary>$1 one id, or null; $2 a tenant, '-' for none, or null; those with a number above $3; $4 the most, or null.</summary>
    internal const string ReadSql = """
        SELECT   id, number, tenant, url, description, types, sources, fields::text, header_names, headers, ordered, dead_letters, payload, rate, concurrency,
                 retry_seconds, timeout, disable_after, is_enabled, disabled_for, disabled_at, created_at, changed_at
        FROM     destinations
        WHERE    deleted_at IS NULL
          AND    ($1::text IS NULL OR id = $1)
          AND    ($2::text IS NULL OR tenant = $2 OR ($2 = '-' AND tenant IS NULL))
          AND    number > $3
        ORDER BY number
        LIMIT    $4
        """;

    /// <summary>$1 the destinations.</summary>
    internal const string SecretsSql = """
        SELECT   destination, fingerprint, scheme, sealed, public_key, created_at, expires_at
        FROM     destination_secrets
        WHERE    destination = ANY ($1::text[])
        ORDER BY destination, created_at, fingerprint
        """;

    /// <summary>Every destination, as of one moment.</summary>
    internal static Task<IReadOnlyList<StoredDestination>> ReadAllAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        ReadAsync(dataSource, id: null, tenant: null, after: 0, count: null, cancellationToken);

    /// <summary>One destination.</summary>
    internal static async Task<StoredDestination?> FindAsync(NpgsqlDataSource dataSource, string id, CancellationToken cancellationToken) =>
        await ReadAsync(dataSource, id, tenant: null, after: 0, count: 1, cancellationToken) is [var found] ? found : null;

    /// <summary>Destinations with their secrets, as of one moment.</summary>
    internal static async Task<IReadOnlyList<StoredDestination>> ReadAsync(
        NpgsqlDataSource dataSource, string? id, string? tenant, int after, int? count, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await ReadAsync(connection, id, tenant, after, count, cancellationToken);
    }

    /// <summary>The same in a transaction of the caller's.</summary>
    internal static async Task<IReadOnlyList<StoredDestination>> ReadAsync(
        NpgsqlConnection connection, string? id, string? tenant, int after, int? count, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateRead(ReadSql, Text(id), Text(tenant), Number(after), Number(count));
        var destinations = await command.ReadAllAsync(Destination, cancellationToken);
        await using var ofSecrets = connection.CreateRead(SecretsSql, Texts([.. destinations.Select(static d => d.Id)]));
        var secrets = (await ofSecrets.ReadAllAsync(Secret, cancellationToken)).ToLookup(static s => s.Destination, StringComparer.Ordinal);
        return [.. destinations.Select(d => d with { Secrets = [.. secrets[d.Id]] })];
    }

    private static StoredDestination Destination(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(0),
        Number = row.GetInt32(1),
        Form = new DestinationForm
        {
            Tenant = row.IsDBNull(2) ? null : row.GetString(2),
            Url = row.GetString(3),
            Description = row.GetString(4),
            Types = row.GetFieldValue<string[]>(5),
            Sources = row.GetFieldValue<string[]>(6),
            Fields = row.GetString(7),
            Ordered = row.GetString(10),
            DeadLetters = row.GetString(11),
            Payload = row.GetString(12),
            Rate = row.IsDBNull(13) ? null : row.GetInt32(13),
            Concurrency = row.GetInt32(14),
            RetryWaits = [.. row.GetFieldValue<int[]>(15).Select(static seconds => TimeSpan.FromSeconds(seconds))],
            Timeout = row.GetTimeSpan(16),
            DisableAfter = row.IsDBNull(17) ? null : row.GetTimeSpan(17),
        },
        HeaderNames = row.GetFieldValue<string[]>(8),
        Headers = row.IsDBNull(9) ? null : row.GetFieldValue<byte[]>(9),
        IsEnabled = row.GetBoolean(18),
        DisabledFor = row.IsDBNull(19) ? null : row.GetString(19),
        DisabledAt = row.IsDBNull(20) ? null : row.GetDateTime(20),
        CreatedAt = row.GetDateTime(21),
        ChangedAt = row.GetDateTime(22),
        Secrets = [],
    };

    private static StoredDestinationSecret Secret(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetFieldValue<byte[]>(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetDateTime(5),
        row.IsDBNull(6) ? null : row.GetDateTime(6));
}
