using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Signalbox.Hosting;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>
/// Reads what was left provisional: by a refusal of the limits or the breaker, by a provider that was away, by a process that died or a grain
/// that was deactivated in between. Slowly: a bounded number of rows a look, of a few streams at once, by one process at a time.
/// </summary>
internal sealed partial class SettlingScan : BackgroundService
{
    private static readonly ProjectionTable[] Tables = Enum.GetValues<ProjectionTable>();

    // Held while this process looks and reads; the others look again after their interval.
    internal const string TryLeadSql = "SELECT pg_try_advisory_xact_lock(7449354444533477)";

    private readonly PostgresReadTargets _targets;
    private readonly NpgsqlDataSource _dataSource;
    private readonly DatabaseGate _database;
    private readonly IGrainFactory _grains;
    private readonly ReadMetrics _metrics;
    private readonly ReadOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SettlingScan> _logger;
    private readonly List<AccountBacklog> _accounts;

    public SettlingScan(
        PostgresReadTargets targets, NpgsqlDataSource dataSource, DatabaseGate database, IGrainFactory grains, IStreamRules rules, SignalboxSettings settings,
        ReadMetrics metrics, IOptions<ReadOptions> options, TimeProvider time, ILogger<SettlingScan> logger)
    {
        (_targets, _dataSource, _database, _grains, _metrics, _options, _time, _logger) = (targets, dataSource, database, grains, metrics, options.Value, time, logger);
        _accounts = [.. settings.Accounts.Where(a => rules.CanRead(a.Name)).Select(static a => new AccountBacklog(a.Name))];
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_accounts.Count == 0)
        {
            return;
        }

        try
        {
            await _database.WaitUntilReadyAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(_options.SettleInterval, _time, stoppingToken);
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(_logger, PostgresFaults.Describe(e));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is found at the next start, or by another process.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var lead = new NpgsqlCommand(TryLeadSql, connection);
        if (await lead.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        var found = 0;
        foreach (var account in _accounts)
        {
            var waiting = await account.NextAsync(_targets, _options, cancellationToken);
            found += waiting.Count;
            await SettleAsync(account.Name, waiting, cancellationToken);
        }

        _metrics.Waiting(found);
    }

    private async Task SettleAsync(string account, List<(ObjectKey Key, string Stream)> waiting, CancellationToken cancellationToken)
    {
        var (settled, refused) = (0, 0);
        var streams = waiting.GroupBy(static w => w.Stream, static w => TableNames.NameOf(w.Key))
            .Where(static s => StreamKey.TryParse(s.Key, out _))
            .SelectMany(static s => s.Chunk(RefreshRequest.MostObjects).Select(objects => (Stream: s.Key, Objects: objects)));
        await Parallel.ForEachAsync(
            streams,
            new ParallelOptions { MaxDegreeOfParallelism = _options.SettleStreams, CancellationToken = cancellationToken },
            async (stream, cancellationToken) =>
            {
                // Once the provider or the limits refuse one, they would refuse the others: the next look tries again.
                if (Volatile.Read(ref refused) == 0)
                {
                    var report = await StreamGrains.Get(_grains, stream.Stream).RefreshAsync(new RefreshRequest(stream.Objects, IsInteractive: false), cancellationToken);
                    Interlocked.Add(ref settled, report.Objects.Count(static o => o.Outcome is ReadOutcome.Confirmed));
                    Interlocked.Add(ref refused, report.Objects.Count(static o => o.Outcome is ReadOutcome.Refused));
                }
            });
        if (waiting.Count > 0)
        {
            LogSettled(_logger, account, waiting.Count, settled, refused > 0 ? "; the provider or the limits refused further reads" : string.Empty);
        }
    }

    [LoggerMessage(5211, LogLevel.Information, "{Account}: of {Waiting} objects that stayed provisional {Settled} are confirmed now{Refusal}")]
    private static partial void LogSettled(ILogger logger, string account, int waiting, int settled, string refusal);

    [LoggerMessage(5212, LogLevel.Warning, "Objects that stayed provisional could not be looked for; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    /// <summary>Goes through an account's tables piece by piece, so that rows that cannot be settled do not hide those behind them.</summary>
    private sealed class AccountBacklog(string name)
    {
        private int _table;
        private string _after = string.Empty;

        internal string Name => name;

        internal async Task<List<(ObjectKey Key, string Stream)>> NextAsync(PostgresReadTargets targets, ReadOptions options, CancellationToken cancellationToken)
        {
            var waiting = new List<(ObjectKey, string)>();
            for (var looked = 0; looked < Tables.Length; looked++)
            {
                var most = options.SettleBatch - waiting.Count;
                var found = await targets.WaitingAsync(Tables[_table], name, _after, options.SettleAfter, most, cancellationToken);
                waiting.AddRange(found);
                if (found.Count == most)
                {
                    _after = found[^1].Key.Id;
                    break;
                }

                (_table, _after) = ((_table + 1) % Tables.Length, string.Empty);
            }

            return waiting;
        }
    }
}
