using Npgsql;
using static Signalbox.Postgres.ChangeCommands;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Destinations;

/// <content>Adding and retiring secrets.</content>
internal sealed partial class PostgresDestinations
{
    internal const string AddSecretSql = "INSERT INTO destination_secrets (destination, fingerprint, scheme, sealed, public_key) VALUES ($1, $2, $3, $4, $5)";

    // One that ends sooner anyway keeps its end.
    internal const string ExpireSql = """
        UPDATE destination_secrets
        SET    expires_at = least(expires_at, $3)
        WHERE  destination = $1
          AND  fingerprint <> $2
          AND  (expires_at IS NULL OR expires_at > $3)
        """;

    // What was replaced is back for good.
    internal const string RenewSql = "UPDATE destination_secrets SET sealed = $3, expires_at = NULL WHERE destination = $1 AND fingerprint = $2";

    internal const string ForgetExpiredSql = "DELETE FROM destination_secrets WHERE destination = $1 AND expires_at <= $2";
    internal const string RetireSql = "DELETE FROM destination_secrets WHERE destination = $1 AND fingerprint = $2";

    /// <inheritdoc/>
    public async Task<DestinationChange> AddSecretAsync(string id, string secret, TimeSpan? expireOthersAfter, CancellationToken cancellationToken)
    {
        var (fingerprint, sealedSecret) = await vault.SealAsync(id, secret, cancellationToken);
        return await ChangeAsync(id, $"given the secret {fingerprint}", AddAsync, cancellationToken);

        async Task<DestinationOutcome> AddAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, LockSql, cancellationToken, Text(id)) is null)
            {
                return DestinationOutcome.Unknown;
            }

            await ExecuteAsync(connection, ForgetExpiredSql, cancellationToken, Text(id), Time(time.GetUtcNow()));
            var secrets = await SecretsAsync(connection, id, cancellationToken);
            var known = secrets.FirstOrDefault(s => s.Fingerprint == fingerprint);
            if (known is null && secrets.Count >= DestinationRequest.MostSecrets)
            {
                return DestinationOutcome.TooMany;
            }

            var changed = 0;
            if (known is null)
            {
                changed = await AddSecretAsync(connection, id, fingerprint, secret, sealedSecret, cancellationToken);
            }
            else if (known.ExpiresAt is not null || !await vault.OpensAsync(known, cancellationToken))
            {
                changed = await ExecuteAsync(connection, RenewSql, cancellationToken, Text(id), Text(fingerprint), Bytes(sealedSecret));
            }

            if (expireOthersAfter is { } grace)
            {
                changed += await ExecuteAsync(connection, ExpireSql, cancellationToken, Text(id), Text(fingerprint), Time(time.GetUtcNow() + grace));
            }

            return changed > 0 ? DestinationOutcome.Done : DestinationOutcome.SecretKnown;
        }
    }

    /// <inheritdoc/>
    public async Task<DestinationChange> RetireSecretAsync(string id, string fingerprint, CancellationToken cancellationToken)
    {
        return await ChangeAsync(id, $"rid of the secret {fingerprint}", RetireAsync, cancellationToken);

        async Task<DestinationOutcome> RetireAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, LockSql, cancellationToken, Text(id)) is null)
            {
                return DestinationOutcome.Unknown;
            }

            var secrets = await SecretsAsync(connection, id, cancellationToken);
            if (!secrets.Any(s => s.Fingerprint == fingerprint))
            {
                return DestinationOutcome.UnknownSecret;
            }

            // One that only lasts for a while yet is no replacement.
            if (!secrets.Any(s => s.Fingerprint != fingerprint && s.ExpiresAt is null))
            {
                return DestinationOutcome.LastSecret;
            }

            await ExecuteAsync(connection, RetireSql, cancellationToken, Text(id), Text(fingerprint));
            return DestinationOutcome.Done;
        }
    }

    private static Task<int> AddSecretAsync(NpgsqlConnection connection, string id, string fingerprint, string secret, byte[] sealedSecret, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection, AddSecretSql, cancellationToken,
            Text(id), Text(fingerprint), Text(DestinationSecret.SchemeOf(secret)), Bytes(sealedSecret), Text(DestinationSecret.PublicKeyOf(secret)));

    private static async Task<IReadOnlyList<StoredDestinationSecret>> SecretsAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken) =>
        (await DestinationRows.ReadAsync(connection, id, tenant: null, after: 0, count: 1, cancellationToken))[0].Secrets;
}
