using Npgsql;
using Signalbox.Hosting;
using Signalbox.Postgres;

namespace Signalbox.Configuration;

/// <summary>
/// Keeps what is configured in the database true in memory: everything is read before the database counts as ready, then each part when its
/// revision has changed, which is looked for every second. A poll and no notification: it needs no connection of its own, and a database that was
/// away, a lost message or a failed load all mend with the next look. Safe for any number of callers at once.
/// </summary>
internal sealed partial class ConfigurationWatch(
    IEnumerable<IConfigurationPart> parts, NpgsqlDataSource dataSource, DatabaseGate gate, ProcessFault fault, TimeProvider time, ILogger<ConfigurationWatch> logger)
    : BackgroundService
{
    /// <summary>Tells every process that a part has changed. $1: its name. For the transaction of the change.</summary>
    internal const string RaiseSql = """
        INSERT INTO configuration_revisions (name) VALUES ($1)
        ON CONFLICT (name) DO UPDATE SET revision = configuration_revisions.revision + 1, changed_at = now()
        """;

    internal const string RevisionsSql = "SELECT name, revision FROM configuration_revisions";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IConfigurationPart> _parts = [.. parts];
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Reads every part. What changes from then on is found by looking.</summary>
    /// <exception cref="StartupException">This process cannot work with a part.</exception>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    internal async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _known.Clear();
            await LoadChangedAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads what has changed. On return this process knows what was committed before the call.</summary>
    /// <exception cref="StartupException">This process cannot work with a part.</exception>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await LoadChangedAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, time, stoppingToken);
                await gate.WaitUntilReadyAsync(stoppingToken);
                await LookOrTellAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (StartupException e)
        {
            fault.Report(e);
        }
    }

    private async Task LookOrTellAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(stoppingToken);
        }
        catch (Exception e) when (e is not StartupException && !stoppingToken.IsCancellationRequested)
        {
            LogNotRead(logger, PostgresFaults.Describe(e));
        }
    }

    private async Task LoadChangedAsync(CancellationToken cancellationToken)
    {
        // First the revisions, then the parts: what changes in between has another revision at the next look.
        var revisions = await RevisionsAsync(cancellationToken);
        foreach (var part in _parts)
        {
            var revision = revisions.GetValueOrDefault(part.Name);
            if (!_known.TryGetValue(part.Name, out var known) || known != revision)
            {
                await part.LoadAsync(cancellationToken);
                _known[part.Name] = revision;
            }

            part.Looked();
        }
    }

    private async Task<Dictionary<string, long>> RevisionsAsync(CancellationToken cancellationToken)
    {
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = dataSource.CreateRead(RevisionsSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions[reader.GetString(0)] = reader.GetInt64(1);
        }

        return revisions;
    }

    [LoggerMessage(1410, LogLevel.Warning, "The configuration in the database could not be read; what is known stays valid, trying again: {Fault}")]
    private static partial void LogNotRead(ILogger logger, string fault);
}
