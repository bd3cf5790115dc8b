using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Sources;

/// <summary>Reads the rows of the sources that the API has made.</summary>
internal static class SourceRows
{
    internal const string SourcesSql = """
        SELECT   name, provider, description, dead_letters, is_enabled, api_key, created_at, deleted_at, allow_from, public_url
        FROM     sources
        ORDER BY name
        """;

    internal const string SecretsSql = """
        SELECT   source, fingerprint, sealed, created_at, expires_at
        FROM     source_secrets
        ORDER BY source, created_at, fingerprint
        """;

    /// <summary>All of them, deleted ones too, as of one moment.</summary>
    internal static async Task<IReadOnlyList<StoredSource>> ReadAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var ofSecrets = new NpgsqlCommand(SecretsSql, connection);
        var secrets = (await ofSecrets.ReadAllAsync(Secret, cancellationToken)).ToLookup(static s => s.Source, StringComparer.Ordinal);
        await using var ofSources = new NpgsqlCommand(SourcesSql, connection);
        return await ofSources.ReadAllAsync(row => Source(row, secrets), cancellationToken);
    }

    private static StoredSource Source(NpgsqlDataReader row, ILookup<string, StoredSecret> secrets) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetBoolean(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5),
        row.GetDateTime(6),
        row.IsDBNull(7) ? null : row.GetDateTime(7),
        [.. secrets[row.GetString(0)]])
    {
        AllowFrom = row.GetFieldValue<string[]>(8),
        PublicUrl = row.IsDBNull(9) ? null : row.GetString(9),
    };

    private static StoredSecret Secret(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetDateTime(3), row.IsDBNull(4) ? null : row.GetDateTime(4));
}
