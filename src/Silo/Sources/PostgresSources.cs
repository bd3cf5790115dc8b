using System.Text;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Postgres;
using Signalbox.Providers;
using Signalbox.Secrets;
using static Signalbox.Postgres.ChangeCommands;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Sources;

/// <inheritdoc cref="ISources"/>
internal sealed partial class PostgresSources(
    AccountDirectory directory, Vault vault, ConfigurationWatch configuration, NpgsqlDataSource dataSource, TimeProvider time, ILogger<PostgresSources> logger) : ISources
{
    /// <summary>The most sources that the API makes.</summary>
    internal const int MostSources = 1_000;

    internal const string UsesSql = "SELECT source, fingerprint, verified, last_matched_at FROM secret_uses";
    internal const string CountSql = "SELECT count(*) FROM sources WHERE deleted_at IS NULL";

    // A deleted one of the same provider comes back: its events are that provider's.
    internal const string CreateSql = """
        INSERT INTO sources (name, provider, description, dead_letters, api_key, allow_from, public_url)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (name) DO UPDATE
        SET    description = excluded.description, dead_letters = excluded.dead_letters, api_key = excluded.api_key, is_enabled = true,
               allow_from = excluded.allow_from, public_url = excluded.public_url,
               created_at = now(), changed_at = now(), deleted_at = NULL
        WHERE  sources.deleted_at IS NOT NULL
          AND  sources.provider = excluded.provider
        """;

    internal const string IsTakenSql = "SELECT deleted_at IS NULL FROM sources WHERE name = $1";

    internal const string ChangeSql = """
        UPDATE sources
        SET    is_enabled = coalesce($2, is_enabled), description = coalesce($3, description), dead_letters = coalesce($4, dead_letters),
               api_key = CASE WHEN $5 THEN $6 ELSE api_key END, allow_from = coalesce($7, allow_from), public_url = nullif(coalesce($8, public_url), ''), changed_at = now()
        WHERE  name = $1
          AND  deleted_at IS NULL
        """;

    // '0' is the character behind '/': the range holds all streams of the account and no other.
    internal const string UnappliedSql = """
        SELECT EXISTS (
            SELECT
            FROM   stream_heads h
            LEFT   JOIN stream_cursors c USING (stream)
            WHERE  h.stream > $1 || '/'
              AND  h.stream < $1 || '0'
              AND  h.version > coalesce(c.applied, 0))
        """;

    internal const string DeleteSql = """
        WITH gone AS (
            DELETE FROM source_secrets WHERE source = $1
        )
        UPDATE sources
        SET    deleted_at = now(), changed_at = now(), api_key = NULL
        WHERE  name = $1
          AND  deleted_at IS NULL
        """;

    internal const string LockSql = "SELECT name FROM sources WHERE name = $1 AND deleted_at IS NULL FOR UPDATE";
    internal const string SecretsSql = "SELECT fingerprint, expires_at FROM source_secrets WHERE source = $1";
    internal const string AddSecretSql = "INSERT INTO source_secrets (source, fingerprint, sealed) VALUES ($1, $2, $3)";

    // One that ends sooner anyway keeps its end.
    internal const string ExpireSql = """
        UPDATE source_secrets
        SET    expires_at = least(expires_at, $3)
        WHERE  source = $1
          AND  fingerprint <> $2
          AND  (expires_at IS NULL OR expires_at > $3)
        """;

    // What was replaced is back for good.
    internal const string RenewSql = "UPDATE source_secrets SET sealed = $3, expires_at = NULL WHERE source = $1 AND fingerprint = $2";
    internal const string SealedSql = "SELECT sealed FROM source_secrets WHERE source = $1 AND fingerprint = $2";

    internal const string ForgetExpiredSql = "DELETE FROM source_secrets WHERE source = $1 AND expires_at <= $2";
    internal const string RetireSql = "DELETE FROM source_secrets WHERE source = $1 AND fingerprint = $2";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SourceView>> ListAsync(CancellationToken cancellationToken)
    {
        var uses = await UsesAsync(cancellationToken);
        var stored = await SourceRows.ReadAsync(dataSource, cancellationToken);
        var unusable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var secret in stored.SelectMany(static s => s.Secrets))
        {
            if (!await OpensAsync(secret.Row, secret.Sealed, cancellationToken))
            {
                unusable.Add(secret.Row);
            }
        }

        return
        [
            .. directory.Configured.Select(a => SourceViews.Of(a, uses))
                .Concat(stored.Where(s => s.DeletedAt is null && !directory.IsConfigured(s.Name)).Select(s => SourceViews.Of(s, uses, unusable)))
                .OrderBy(static s => s.Name, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public async Task<SourceView?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(s => s.Name == name);

    /// <inheritdoc/>
    public async Task<SourceChange> CreateAsync(NewSource source, CancellationToken cancellationToken)
    {
        if (directory.IsConfigured(source.Name))
        {
            return new SourceChange(SourceOutcome.NameTaken);
        }

        // Before the transaction: the first data key may have to be made for them.
        var apiKey = source.ApiKey is null ? null : await SealApiKeyAsync(source.Name, source.ApiKey, cancellationToken);
        var secrets = new List<(string Fingerprint, byte[] Sealed)>();
        foreach (var secret in source.Secrets)
        {
            secrets.Add(await SealSecretAsync(source.Name, secret, cancellationToken));
        }

        return await ChangeAsync(source.Name, "made", MakeAsync, cancellationToken);

        async Task<SourceOutcome> MakeAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, CountSql, cancellationToken) is >= (long)MostSources)
            {
                return SourceOutcome.TooMany;
            }

            var policy = SourceViews.PolicyName(source.DeadLetters);
            if (await ExecuteAsync(connection, CreateSql, cancellationToken, Text(source.Name), Text(source.Provider), Text(source.Description), Text(policy), Bytes(apiKey),
                    Texts(source.AllowFrom), Text(source.PublicUrl)) == 0)
            {
                return await ScalarAsync(connection, IsTakenSql, cancellationToken, Text(source.Name)) is true ? SourceOutcome.NameTaken : SourceOutcome.OtherProvider;
            }

            foreach (var (fingerprint, value) in secrets)
            {
                await ExecuteAsync(connection, AddSecretSql, cancellationToken, Text(source.Name), Text(fingerprint), Bytes(value));
            }

            return SourceOutcome.Done;
        }
    }

    /// <inheritdoc/>
    public async Task<SourceChange> ChangeAsync(string name, ChangedSource change, CancellationToken cancellationToken)
    {
        if (directory.IsConfigured(name))
        {
            return new SourceChange(SourceOutcome.FromSettings);
        }

        var apiKey = change.ApiKey is { Length: > 0 } key ? await SealApiKeyAsync(name, key, cancellationToken) : null;
        var policy = change.DeadLetters is { } p ? SourceViews.PolicyName(p) : null;
        return await ChangeAsync(
            name,
            "changed",
            async connection => await ExecuteAsync(
                connection, ChangeSql, cancellationToken,
                Text(name), Flag(change.IsEnabled), Text(change.Description), Text(policy), Flag(change.ApiKey is not null), Bytes(apiKey),
                change.AllowFrom is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text } : Texts(change.AllowFrom), Text(change.PublicUrl)) > 0 ? SourceOutcome.Done : SourceOutcome.Unknown,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SourceChange> DeleteAsync(string name, bool force, CancellationToken cancellationToken)
    {
        if (directory.IsConfigured(name))
        {
            return new SourceChange(SourceOutcome.FromSettings);
        }

        var before = await FindAsync(name, cancellationToken);
        var change = await ChangeAsync(name, "deleted", RemoveAsync, cancellationToken);
        return change.Outcome is SourceOutcome.Done ? change with { Source = before } : change;

        async Task<SourceOutcome> RemoveAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, LockSql, cancellationToken, Text(name)) is null)
            {
                return SourceOutcome.Unknown;
            }

            if (!force && await ScalarAsync(connection, UnappliedSql, cancellationToken, Text(name)) is true)
            {
                return SourceOutcome.Unapplied;
            }

            await ExecuteAsync(connection, DeleteSql, cancellationToken, Text(name));
            return SourceOutcome.Done;
        }
    }

    /// <inheritdoc/>
    public async Task<SourceChange> AddSecretAsync(string name, string secret, TimeSpan? expireOthersAfter, CancellationToken cancellationToken)
    {
        if (directory.IsConfigured(name))
        {
            return new SourceChange(SourceOutcome.FromSettings);
        }

        var (fingerprint, sealedSecret) = await SealSecretAsync(name, secret, cancellationToken);
        return await ChangeAsync(name, $"given the secret {fingerprint}", AddAsync, cancellationToken);

        async Task<SourceOutcome> AddAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, LockSql, cancellationToken, Text(name)) is null)
            {
                return SourceOutcome.Unknown;
            }

            await ExecuteAsync(connection, ForgetExpiredSql, cancellationToken, Text(name), Time(time.GetUtcNow()));
            var known = await SecretsAsync(connection, name, cancellationToken);
            var isKnown = known.Exists(k => k.Fingerprint == fingerprint);
            if (!isKnown && known.Count >= SourceRequest.MostSecrets)
            {
                return SourceOutcome.TooMany;
            }

            var changed = 0;
            if (!isKnown)
            {
                changed = await ExecuteAsync(connection, AddSecretSql, cancellationToken, Text(name), Text(fingerprint), Bytes(sealedSecret));
            }
            else if (known.Exists(k => k.Fingerprint == fingerprint && k.ExpiresAt is not null) || !await OpensAsync(connection, name, fingerprint, cancellationToken))
            {
                changed = await ExecuteAsync(connection, RenewSql, cancellationToken, Text(name), Text(fingerprint), Bytes(sealedSecret));
            }

            if (expireOthersAfter is { } grace)
            {
                changed += await ExecuteAsync(connection, ExpireSql, cancellationToken, Text(name), Text(fingerprint), Time(time.GetUtcNow() + grace));
            }

            return changed > 0 ? SourceOutcome.Done : SourceOutcome.SecretKnown;
        }
    }

    /// <inheritdoc/>
    public async Task<SourceChange> RetireSecretAsync(string name, string fingerprint, CancellationToken cancellationToken)
    {
        if (directory.IsConfigured(name))
        {
            return new SourceChange(SourceOutcome.FromSettings);
        }

        return await ChangeAsync(name, $"rid of the secret {fingerprint}", RetireAsync, cancellationToken);

        async Task<SourceOutcome> RetireAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, LockSql, cancellationToken, Text(name)) is null)
            {
                return SourceOutcome.Unknown;
            }

            var known = await SecretsAsync(connection, name, cancellationToken);
            if (!known.Exists(k => k.Fingerprint == fingerprint))
            {
                return SourceOutcome.UnknownSecret;
            }

            // One that only lasts for a while yet is no replacement.
            if (!known.Exists(k => k.Fingerprint != fingerprint && k.ExpiresAt is null))
            {
                return SourceOutcome.LastSecret;
            }

            await ExecuteAsync(connection, RetireSql, cancellationToken, Text(name), Text(fingerprint));
            return SourceOutcome.Done;
        }
    }

    private async Task<SourceChange> ChangeAsync(string name, string what, Func<NpgsqlConnection, Task<SourceOutcome>> change, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var outcome = await change(connection);
            if (outcome is not SourceOutcome.Done)
            {
                return new SourceChange(outcome);
            }

            await ExecuteAsync(connection, ConfigurationWatch.RaiseSql, cancellationToken, Text(SourceConfiguration.Part));
            await transaction.CommitAsync(cancellationToken);
        }

        LogChanged(logger, name, what);

        // Carried through: what is answered is known here.
        await configuration.LookAsync(CancellationToken.None);
        return new SourceChange(SourceOutcome.Done, await FindAsync(name, cancellationToken));
    }

    private async Task<bool> OpensAsync(NpgsqlConnection connection, string source, string fingerprint, CancellationToken cancellationToken) =>
        await ScalarAsync(connection, SealedSql, cancellationToken, Text(source), Text(fingerprint)) is byte[] value
        && await OpensAsync(StoredSecret.RowOf(source, fingerprint), value, cancellationToken);

    private async Task<bool> OpensAsync(string row, byte[] value, CancellationToken cancellationToken)
    {
        try
        {
            await vault.OpenAsync(new(SealedColumn.SourceSecret, row), value, cancellationToken);
            return true;
        }
        catch (SecretUnavailableException)
        {
            return false;
        }
    }

    private async Task<(string Fingerprint, byte[] Sealed)> SealSecretAsync(string source, string secret, CancellationToken cancellationToken)
    {
        var fingerprint = new WebhookSecret(secret).Fingerprint;
        return (fingerprint, await vault.SealAsync(new(SealedColumn.SourceSecret, StoredSecret.RowOf(source, fingerprint)), Encoding.UTF8.GetBytes(secret), cancellationToken));
    }

    private ValueTask<byte[]> SealApiKeyAsync(string source, string apiKey, CancellationToken cancellationToken) =>
        vault.SealAsync(new(SealedColumn.SourceApiKey, source), Encoding.UTF8.GetBytes(apiKey), cancellationToken);

    private async Task<SourceViews.Uses> UsesAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(UsesSql);
        var rows = await command.ReadAllAsync(static row => (Key: (row.GetString(0), row.GetString(1)), Value: (row.GetInt64(2), row.GetDateTime(3))), cancellationToken);
        return new SourceViews.Uses(rows.ToDictionary(static r => r.Key, static r => r.Value));
    }

    private static async Task<List<(string Fingerprint, DateTime? ExpiresAt)>> SecretsAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SecretsSql, connection) { Parameters = { Text(name) } };
        return await command.ReadAllAsync(static row => (row.GetString(0), row.IsDBNull(1) ? default(DateTime?) : row.GetDateTime(1)), cancellationToken);
    }

    [LoggerMessage(1414, LogLevel.Information, "The source {Name} was {What}")]
    private static partial void LogChanged(ILogger logger, string name, string what);
}
