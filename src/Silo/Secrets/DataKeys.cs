using System.Collections.Frozen;
using Npgsql;
using Signalbox.Configuration;
using Signalbox.Hosting;

namespace Signalbox.Secrets;

/// <summary>A key that values are sealed with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Value">32 bytes.</param>
internal sealed record DataKey(Guid Id, byte[] Value)
{
    /// <summary>Leaves out the key.</summary>
    public override string ToString() => $"DataKey({Id})";
}

/// <summary>The data keys, unwrapped in memory. The first is made when something is sealed first. Safe for any number of callers and processes at once.</summary>
internal sealed class DataKeys(NpgsqlDataSource dataSource, MasterKeys masters) : IConfigurationPart
{
    /// <summary>The name of this part of the configuration.</summary>
    internal const string Part = "keys";

    /// <summary>How long after it was last seen a process counts as running.</summary>
    internal const string HolderLifetime = "1 minute";

    // Who wraps keys holds it alone; who says which master keys it has, and reads what is wrapped, holds it with others.
    internal const string LockSql = "SELECT pg_advisory_xact_lock(7449354444533481)";
    internal const string LockSharedSql = "SELECT pg_advisory_xact_lock_shared(7449354444533481)";

    internal const string HoldSql = """
        INSERT INTO key_holders (process, master_keys) VALUES ($1, $2)
        ON CONFLICT (process) DO UPDATE SET master_keys = excluded.master_keys, seen_at = now()
        """;

    internal const string ReadSql = "SELECT id, wrapped, master_key, is_current FROM data_keys ORDER BY created_at, id";
    internal const string InsertSql = "INSERT INTO data_keys (id, wrapped, master_key) VALUES ($1, $2, $3)";

    private volatile Snapshot _known = new(FrozenDictionary<Guid, DataKey>.Empty, Current: null);

    /// <inheritdoc/>
    public string Name => Part;

    /// <summary>What this process is called among the holders of keys.</summary>
    internal string Process { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():n}";

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, LockSharedSql, cancellationToken);
        await HoldAsync(connection, cancellationToken);
        var rows = await ReadAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        try
        {
            Know(rows);
        }
        catch (SecretUnavailableException e)
        {
            throw new StartupException(ExitCode.Settings, e.Message, e);
        }
    }

    /// <summary>The key to seal with. A process that has not heard of a newer one yet seals with the one before, which opens as well.</summary>
    /// <exception cref="SecretUnavailableException">It is wrapped under a master key that this process does not have.</exception>
    internal async ValueTask<DataKey> CurrentAsync(CancellationToken cancellationToken) => _known.Current ?? await FirstAsync(cancellationToken);

    /// <summary>The key of an id.</summary>
    /// <exception cref="SecretUnavailableException">There is none, or it is wrapped under a master key that this process does not have.</exception>
    internal async ValueTask<DataKey> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_known.ById.TryGetValue(id, out var known))
        {
            return known;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        Know(await ReadAsync(connection, cancellationToken));
        return _known.ById.TryGetValue(id, out known) ? known : throw new SecretUnavailableException($"There is no data key {id}.");
    }

    /// <summary>Says which master keys this process has.</summary>
    internal async Task HoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        masters.TryReload();
        await ExecuteAsync(connection, HoldSql, cancellationToken, Process, masters.All.Select(static key => key.Fingerprint).ToArray());
    }

    /// <summary>Every data key as it is stored.</summary>
    internal static async Task<List<WrappedKey>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<WrappedKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new WrappedKey(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetBoolean(3)));
        }

        return rows;
    }

    /// <summary>Unwraps a key.</summary>
    /// <exception cref="SecretUnavailableException">Its master key is not here, or it was changed.</exception>
    internal DataKey Unwrap(WrappedKey row) => masters.Find(row.MasterKey) is { } master
        ? new DataKey(row.Id, SealedBytes.Open(master.Value, PlaceOf(row.Id), row.Wrapped))
        : throw new SecretUnavailableException($"The secrets in this database are sealed under the master key {row.MasterKey}, which this process does not have: it has "
            + $"{string.Join(", ", masters.All.Select(static key => key.Fingerprint))} (from {(masters.IsManaged ? "the file master-key of its data folder" : masters.Origin)}). Give all processes on one database the "
            + $"same key with {MasterKeyReader.KeyKey} or {MasterKeyReader.FileKey}; a generated one is in the file master-key of the data folder of the process that made it.");

    /// <summary>Wraps a key.</summary>
    internal static byte[] Wrap(DataKey key, MasterKey master) => SealedBytes.Seal(master.Value, master.Id, PlaceOf(key.Id), key.Value);

    /// <summary>A new key, by chance.</summary>
    internal static DataKey Generate() => new(Guid.CreateVersion7(), System.Security.Cryptography.RandomNumberGenerator.GetBytes(MasterKey.Bytes));

    /// <summary>Runs one statement on a connection.</summary>
    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<DataKey> FirstAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, LockSql, cancellationToken);
        var rows = await ReadAsync(connection, cancellationToken);
        if (rows.Count == 0)
        {
            var (first, master) = (Generate(), masters.Current);
            var row = new WrappedKey(first.Id, Wrap(first, master), master.Fingerprint, IsCurrent: true);
            await ExecuteAsync(connection, InsertSql, cancellationToken, row.Id, row.Wrapped, row.MasterKey);
            await ExecuteAsync(connection, ConfigurationWatch.RaiseSql, cancellationToken, Part);
            rows.Add(row);
        }

        await transaction.CommitAsync(cancellationToken);
        Know(rows);
        return _known.Current ?? throw new SecretUnavailableException("There is no current data key.");
    }

    private void Know(List<WrappedKey> rows)
    {
        var known = _known;

        // What was unwrapped before stays as it is, whatever it is wrapped under now; but this process must be able to unwrap it after a restart.
        var keys = rows.ConvertAll(row => (Key: Unwrap(row), row.IsCurrent));
        _known = new Snapshot(
            keys.Select(static k => k.Key).UnionBy(known.ById.Values, static k => k.Id).ToFrozenDictionary(static k => k.Id), keys.Find(static k => k.IsCurrent).Key);
    }

    private static SealedPlace PlaceOf(Guid id) => new("data_keys.wrapped", id.ToString("n"));

    /// <summary>A data key as it is stored.</summary>
    internal sealed record WrappedKey(Guid Id, byte[] Wrapped, string MasterKey, bool IsCurrent);

    private sealed record Snapshot(FrozenDictionary<Guid, DataKey> ById, DataKey? Current);
}
