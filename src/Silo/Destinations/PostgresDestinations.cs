using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Signalbox.Configuration;
using Signalbox.Http;
using static Signalbox.Postgres.ChangeCommands;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Destinations;

/// <inheritdoc cref="IDestinationAdmin"/>
internal sealed partial class PostgresDestinations(
    DestinationVault vault, ConfigurationWatch configuration, NpgsqlDataSource dataSource, TimeProvider time, ILogger<PostgresDestinations> logger) : IDestinationAdmin
{
    internal const string CountSql = "SELECT count(*) FROM destinations WHERE deleted_at IS NULL";

    internal const string CreateSql = """
        INSERT INTO destinations (
            id, tenant, url, description, types, sources, fields, ordered, dead_letters, payload, rate, concurrency, retry_seconds, timeout, disable_after, headers, header_names)
        VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """;

    // Locked, so that of two changes at once each sees the other's.
    internal const string LockSql = "SELECT number FROM destinations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE";

    internal const string ChangeSql = """
        UPDATE destinations
        SET    tenant = $2, url = $3, description = $4, types = $5, sources = $6, fields = $7::jsonb, ordered = $8, dead_letters = $9, payload = $10, rate = $11,
               concurrency = $12, retry_seconds = $13, timeout = $14, disable_after = $15, changed_at = now()
        WHERE  id = $1
        """;

    internal const string HeadersSql = "UPDATE destinations SET headers = $2, header_names = $3 WHERE id = $1";

    internal const string EnableSql = """
        UPDATE destinations
        SET    is_enabled = true, disabled_for = NULL, disabled_at = NULL
        WHERE  id = $1
          AND  NOT is_enabled
        """;

    // One that was disabled already keeps saying why and since when.
    internal const string DisableSql = """
        UPDATE destinations
        SET    is_enabled = false, disabled_for = NULL, disabled_at = now()
        WHERE  id = $1
          AND  is_enabled
        """;

    // Otherwise the next failure would disable it at once.
    internal const string ForgiveSql = "UPDATE destination_health SET failing_since = NULL, failures = 0, told = false WHERE destination = $1";

    internal const string DeleteSql = """
        WITH gone AS (
            DELETE FROM destination_secrets WHERE destination = $1
        )
        UPDATE destinations
        SET    deleted_at = now(), changed_at = now(), is_enabled = false, headers = NULL, header_names = '{}'
        WHERE  id = $1
          AND  deleted_at IS NULL
        """;

    // In batches, each a transaction of its own; and of all that are deleted, since a process may have died over those of an earlier one.
    internal const string ForgetDeliveriesSql = """
        DELETE FROM deliveries
        WHERE  (destination, seq) IN (
                   SELECT w.destination, w.seq
                   FROM   destinations d
                   CROSS  JOIN LATERAL (SELECT destination, seq FROM deliveries WHERE destination = d.number ORDER BY seq LIMIT 5000) w
                   WHERE  d.deleted_at IS NOT NULL
                   LIMIT  5000)
        """;

    private const int IdLength = 22;
    private const string IdLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DestinationView>> ListAsync(string? tenant, int after, int count, CancellationToken cancellationToken)
    {
        var views = new List<DestinationView>();
        foreach (var stored in await DestinationRows.ReadAsync(dataSource, id: null, tenant, after, count, cancellationToken))
        {
            views.Add(await ViewAsync(stored, cancellationToken));
        }

        return views;
    }

    /// <inheritdoc/>
    public async Task<DestinationView?> FindAsync(string id, CancellationToken cancellationToken) =>
        await DestinationRows.FindAsync(dataSource, id, cancellationToken) is { } stored ? await ViewAsync(stored, cancellationToken) : null;

    /// <inheritdoc/>
    public async Task<DestinationChange> CreateAsync(DestinationForm form, IReadOnlyList<KeyValuePair<string, string>> headers, string secret, CancellationToken cancellationToken)
    {
        // Before the transaction: the first data key may have to be made for them.
        var id = $"dst_{RandomNumberGenerator.GetString(IdLetters, IdLength)}";
        var (fingerprint, sealedSecret) = await vault.SealAsync(id, secret, cancellationToken);
        var sealedHeaders = await vault.SealAsync(id, headers, cancellationToken);
        return await ChangeAsync(id, "made", MakeAsync, cancellationToken);

        async Task<DestinationOutcome> MakeAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, CountSql, cancellationToken) is >= (long)DestinationRequest.MostDestinations)
            {
                return DestinationOutcome.TooMany;
            }

            await ExecuteAsync(connection, CreateSql, cancellationToken, [.. ParametersOf(id, form), Bytes(sealedHeaders), Texts([.. headers.Select(static h => h.Key)])]);
            await AddSecretAsync(connection, id, fingerprint, secret, sealedSecret, cancellationToken);
            return DestinationOutcome.Done;
        }
    }

    /// <inheritdoc/>
    public async Task<DestinationChange> ChangeAsync(
        string id, Func<DestinationForm, DestinationForm> edit, IReadOnlyList<KeyValuePair<string, string>>? headers, bool? isEnabled, CancellationToken cancellationToken)
    {
        var sealedHeaders = headers is null ? null : await vault.SealAsync(id, headers, cancellationToken);
        return await ChangeAsync(id, "changed", EditAsync, cancellationToken);

        async Task<DestinationOutcome> EditAsync(NpgsqlConnection connection)
        {
            if (await ScalarAsync(connection, LockSql, cancellationToken, Text(id)) is not int number)
            {
                return DestinationOutcome.Unknown;
            }

            var before = (await DestinationRows.ReadAsync(connection, id, tenant: null, after: 0, count: 1, cancellationToken))[0];
            await ExecuteAsync(connection, ChangeSql, cancellationToken, ParametersOf(id, edit(before.Form)));
            if (headers is not null)
            {
                await ExecuteAsync(connection, HeadersSql, cancellationToken, Text(id), Bytes(sealedHeaders), Texts([.. headers.Select(static h => h.Key)]));
            }

            if (isEnabled is false)
            {
                await ExecuteAsync(connection, DisableSql, cancellationToken, Text(id));
            }
            else if (isEnabled is true && await ExecuteAsync(connection, EnableSql, cancellationToken, Text(id)) > 0)
            {
                await ExecuteAsync(connection, ForgiveSql, cancellationToken, Number(number));
            }

            return DestinationOutcome.Done;
        }
    }

    /// <inheritdoc/>
    public async Task<DestinationChange> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var before = await FindAsync(id, cancellationToken);
        var change = await ChangeAsync(
            id,
            "deleted",
            async connection => await ExecuteAsync(connection, DeleteSql, cancellationToken, Text(id)) > 0 ? DestinationOutcome.Done : DestinationOutcome.Unknown,
            cancellationToken);
        if (change.Outcome is not DestinationOutcome.Done)
        {
            return change;
        }

        // Carried through: nobody would ask for it again.
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        while (await ExecuteAsync(connection, ForgetDeliveriesSql, CancellationToken.None) > 0)
        {
        }

        return change with { Destination = before };
    }

    private async Task<DestinationChange> ChangeAsync(string id, string what, Func<NpgsqlConnection, Task<DestinationOutcome>> change, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var outcome = await change(connection);
            if (outcome is not DestinationOutcome.Done)
            {
                return new DestinationChange(outcome);
            }

            await ExecuteAsync(connection, ConfigurationWatch.RaiseSql, cancellationToken, Text(DestinationConfiguration.Part));
            await transaction.CommitAsync(cancellationToken);
        }

        LogChanged(logger, id, what);

        // Carried through: what is answered is known here.
        await configuration.LookAsync(CancellationToken.None);
        return new DestinationChange(DestinationOutcome.Done, await FindAsync(id, cancellationToken));
    }

    private async Task<DestinationView> ViewAsync(StoredDestination stored, CancellationToken cancellationToken)
    {
        var secrets = new List<DestinationSecretView>();
        foreach (var secret in stored.Secrets)
        {
            secrets.Add(new DestinationSecretView(
                secret.Fingerprint, secret.Scheme, secret.PublicKey, secret.CreatedAt, secret.ExpiresAt, await vault.OpensAsync(secret, cancellationToken)));
        }

        var form = stored.Form;
        return new DestinationView(
            stored.Id, stored.Number, form.Tenant, form.Url, form.Description, stored.IsEnabled ? DestinationForm.Active : DestinationForm.Disabled, stored.DisabledFor, stored.DisabledAt,
            form.Types, form.Sources, new JsonRawValue(System.Text.Encoding.UTF8.GetBytes(form.Fields)), stored.HeaderNames, form.Ordered, form.DeadLetters, form.Payload, form.Rate,
            form.Concurrency, form.RetryWaits, form.Timeout, form.DisableAfter, secrets, stored.CreatedAt, stored.ChangedAt);
    }

    private static NpgsqlParameter[] ParametersOf(string id, DestinationForm form) =>
    [
        Text(id), Text(form.Tenant), Text(form.Url), Text(form.Description), Texts(form.Types), Texts(form.Sources), Text(form.Fields), Text(form.Ordered),
        Text(form.DeadLetters), Text(form.Payload), Number(form.Rate), Number(form.Concurrency),
        new() { Value = form.RetryWaits.Select(static w => (int)w.TotalSeconds).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
        new() { Value = form.Timeout, NpgsqlDbType = NpgsqlDbType.Interval },
        new() { Value = (object?)form.DisableAfter ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval },
    ];

    [LoggerMessage(7051, LogLevel.Information, "The destination {Id} was {What}")]
    private static partial void LogChanged(ILogger logger, string id, string what);
}
