using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Signalbox.Access;
using Signalbox.Postgres;

namespace Signalbox.Hosting;

/// <summary>
/// The API keys: this process's own, and those of the other processes on the same database, whose hashes are in <c>api_keys</c>. The
/// database is asked from time to time; requests are answered from memory.
/// </summary>
internal sealed partial class ApiKeys : BackgroundService, IApiKeys
{
    private const int MaxKeyLength = 512;
    private const string FromSettings = "settings";
    private static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // A generated key that was replaced by one from the settings, or by a newly generated one, must not work any longer.
    private const string RegisterSql = """
        WITH gone AS (
            DELETE FROM api_keys WHERE name = $3
        )
        INSERT INTO api_keys (name, hash) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, changed_at = now() WHERE api_keys.hash <> excluded.hash
        """;

    private const string LoadSql = "SELECT hash FROM api_keys";

    private readonly NpgsqlDataSource _dataSource;
    private readonly DatabaseGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger<ApiKeys> _logger;
    private readonly byte[] _own;
    private readonly string _name;
    private readonly string? _replaces;
    private byte[][] _valid;

    public ApiKeys(SignalboxSettings settings, DataFolder folder, NpgsqlDataSource dataSource, DatabaseGate gate, TimeProvider time, ILogger<ApiKeys> logger)
    {
        (_dataSource, _gate, _time, _logger) = (dataSource, gate, time, logger);
        var generated = $"{Environment.MachineName}:{folder.Root}";
        _own = Hash(settings.ApiKey ?? SecretFile.ReadOrCreate(folder.ApiKeyFile, NewKey));
        (_name, _replaces) = settings.ApiKey is null ? (generated, null) : (FromSettings, generated);
        _valid = [_own];
    }

    /// <inheritdoc/>
    public bool IsValid(string presented)
    {
        if (presented.Length > MaxKeyLength)
        {
            return false;
        }

        // Every key is compared, whole: neither how much is right nor which one it is can be told from the time.
        var hash = Hash(presented);
        var isValid = false;
        foreach (var key in Volatile.Read(ref _valid))
        {
            isValid |= CryptographicOperations.FixedTimeEquals(hash, key);
        }

        return isValid;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var isRegistered = false; ; isRegistered = await ExchangeAsync(isRegistered, stoppingToken))
            {
                await _gate.WaitUntilReadyAsync(stoppingToken);
                if (isRegistered)
                {
                    await Task.Delay(ReloadEvery, _time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>Puts this process's key into the database unless it is there, and takes the others' from it.</summary>
    /// <returns>Whether this process's key is there now.</returns>
    internal async Task<bool> ExchangeAsync(bool isRegistered, CancellationToken cancellationToken)
    {
        try
        {
            if (!isRegistered)
            {
                await RegisterAsync(cancellationToken);
            }

            await LoadAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogNotLoaded(_logger, PostgresFaults.Describe(e));
            await Task.Delay(RetryAfter, _time, cancellationToken);
            return isRegistered;
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(RegisterSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _name });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _own });
        command.Parameters.Add(new NpgsqlParameter { Value = _replaces ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var loaded = new List<byte[]> { _own };
        await using var command = _dataSource.CreateCommand(LoadSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            loaded.Add(reader.GetFieldValue<byte[]>(0));
        }

        Volatile.Write(ref _valid, [.. loaded]);
    }

    // 256 bits of chance: nothing to guess, so a plain hash is enough.
    private static string NewKey() => $"sbx_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    [LoggerMessage(1031, LogLevel.Warning, "The API keys were not read from the database; those known go on being valid: {Fault}")]
    private static partial void LogNotLoaded(ILogger logger, string fault);
}
