using Npgsql;
using Signalbox.Configuration;
using Signalbox.Postgres;

namespace Signalbox.Secrets;

/// <inheritdoc cref="IKeyRing"/>
internal sealed partial class PostgresKeyRing(
    DataKeys keys, MasterKeys masters, ConfigurationWatch configuration, NpgsqlDataSource dataSource, ILogger<PostgresKeyRing> logger) : IKeyRing
{
    internal const string StatusSql = $"""
        SELECT (SELECT master_key FROM data_keys WHERE is_current),
               (SELECT created_at FROM data_keys WHERE is_current),
               (SELECT id FROM data_keys WHERE is_current),
               (SELECT count(*)::int FROM data_keys),
               (SELECT count(*)::int FROM data_keys WHERE NOT is_current AND emptied_at IS NULL),
               (SELECT count(*)::int FROM key_holders WHERE seen_at > now() - interval '{DataKeys.HolderLifetime}')
        """;

    internal const string LackingSql = $"""
        SELECT   process
        FROM     key_holders
        WHERE    seen_at > now() - interval '{DataKeys.HolderLifetime}'
          AND    process <> $1
          AND    $2 <> ALL (master_keys)
        ORDER BY process
        """;

    internal const string RewrapSql = """
        UPDATE data_keys
        SET    wrapped = $2, master_key = $3, is_current = false, retired_at = coalesce(retired_at, now())
        WHERE  id = $1
        """;

    /// <inheritdoc/>
    public async Task<KeyStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var (status, current, isSettled) = await ReadAsync(cancellationToken);
        if (isSettled || current is not { } key)
        {
            return status;
        }

        var left = 0L;
        foreach (var column in SealedColumn.All)
        {
            await using var command = dataSource.CreateRead(column.Count, new NpgsqlParameter { Value = SealedBytes.HeaderOf(key) });
            left += (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }

        return status with { Left = left };
    }

    /// <inheritdoc/>
    public async Task<KeyRotation> RotateAsync(CancellationToken cancellationToken)
    {
        masters.TryReload();
        var (outcome, lacking) = await WrapAsync(cancellationToken);
        if (outcome is KeyRotationOutcome.Rotated)
        {
            // Carried through: this process must not answer before it knows.
            await configuration.LookAsync(CancellationToken.None);
            LogRotated(logger, masters.Current.Fingerprint);
        }

        return new KeyRotation(outcome, await StatusAsync(cancellationToken), lacking);
    }

    private async Task<(KeyRotationOutcome Outcome, IReadOnlyList<string> Lacking)> WrapAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await DataKeys.ExecuteAsync(connection, DataKeys.LockSql, cancellationToken);
        var rows = await DataKeys.ReadAsync(connection, cancellationToken);
        var master = masters.Current;
        if (rows.Find(static row => row.IsCurrent)?.MasterKey == master.Fingerprint)
        {
            if (!masters.IsManaged)
            {
                return (KeyRotationOutcome.NoNewKey, []);
            }

            // On disk before anything is wrapped under it. If the process dies here, the next rotation takes it.
            master = masters.Add(rows.Select(static row => row.MasterKey).ToHashSet(StringComparer.Ordinal));
        }

        var lacking = await LackingAsync(connection, master, cancellationToken);
        if (lacking.Count > 0)
        {
            return (KeyRotationOutcome.NotEverywhere, lacking);
        }

        foreach (var row in rows)
        {
            await DataKeys.ExecuteAsync(connection, RewrapSql, cancellationToken, row.Id, DataKeys.Wrap(keys.Unwrap(row), master), master.Fingerprint);
        }

        var next = DataKeys.Generate();
        await DataKeys.ExecuteAsync(connection, DataKeys.InsertSql, cancellationToken, next.Id, DataKeys.Wrap(next, master), master.Fingerprint);
        await DataKeys.ExecuteAsync(connection, ConfigurationWatch.RaiseSql, cancellationToken, DataKeys.Part);
        await transaction.CommitAsync(cancellationToken);
        return (KeyRotationOutcome.Rotated, []);
    }

    private async Task<IReadOnlyList<string>> LackingAsync(NpgsqlConnection connection, MasterKey master, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LackingSql, connection);
        command.Parameters.Add(new() { Value = keys.Process });
        command.Parameters.Add(new() { Value = master.Fingerprint });
        return await command.ReadAllAsync(static row => row.GetString(0), cancellationToken);
    }

    private async Task<(KeyStatus Status, Guid? Current, bool IsSettled)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(StatusSql);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var status = new KeyStatus(
            row.IsDBNull(0) ? null : row.GetString(0),
            masters.Origin,
            [.. masters.All.Select(static key => key.Fingerprint)],
            row.GetInt32(3),
            row.IsDBNull(1) ? null : row.GetDateTime(1),
            Left: 0,
            row.GetInt32(5));
        return (status, row.IsDBNull(2) ? null : row.GetGuid(2), row.GetInt32(4) == 0);
    }

    [LoggerMessage(1423, LogLevel.Information, "The data keys are wrapped under the master key {Fingerprint}; secrets are sealed anew in the background")]
    private static partial void LogRotated(ILogger logger, string fingerprint);
}
