using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Sources;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>
/// Reads what was left provisional: by a refusal of the limits or the breaker, by a provider that was away, by a process that died or a grain
/// that was deactivated in between. Slowly: a bounded number of rows a look, of a few streams at once, by one process at a time.
/// What cannot be read waits longer and longer (<see cref="ReadBackoff"/>).
/// </summary>
internal sealed partial class SettlingScan : BackgroundService
{
    // Held while this process looks and reads; the others look again after their interval.
    internal const string TryLeadSql = "SELECT pg_try_advisory_xact_lock(7449354444533477)";

    private readonly NpgsqlDataSource _dataSource;
    private readonly DatabaseGate _database;
    private readonly IGrainFactory _grains;
    private readonly ReadMetrics _metrics;
    private readonly ReadOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SettlingScan> _logger;
    private readonly PostgresReadTargets _targets;
    private readonly IStreamRules _rules;
    private readonly AccountDirectory _accounts;
    private readonly Dictionary<string, SettlingBacklog> _backlogs = new(StringComparer.Ordinal);

    public SettlingScan(
        PostgresReadTargets targets, NpgsqlDataSource dataSource, DatabaseGate database, IGrainFactory grains, IStreamRules rules, AccountDirectory accounts,
        ReadMetrics metrics, IOptions<ReadOptions> options, TimeProvider time, ILogger<SettlingScan> logger)
    {
        (_dataSource, _database, _grains, _metrics, _options, _time, _logger) = (dataSource, database, grains, metrics, options.Value, time, logger);
        (_targets, _rules, _accounts) = (targets, rules, accounts);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
        var accounts = _accounts.Settings.Select(static a => a.Name).Where(_rules.CanRead).ToList();
        if (accounts.Count == 0)
        {
            return;
        }

        await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var lead = new NpgsqlCommand(TryLeadSql, connection);
        if (await lead.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        var found = 0;
        foreach (var account in accounts)
        {
            var backlog = BacklogOf(account);
            var waiting = await backlog.NextAsync(_options.SettleBatch, cancellationToken);
            found += waiting.Count;
            backlog.Settled(waiting, await SettleAsync(account, waiting, cancellationToken));
        }

        _metrics.Waiting(found);
    }

    private SettlingBacklog BacklogOf(string account)
    {
        if (!_backlogs.TryGetValue(account, out var backlog))
        {
            _backlogs[account] = backlog = new SettlingBacklog(
                (table, after, most, cancellationToken) => _targets.WaitingAsync(table, account, after, _options.SettleAfter, most, cancellationToken), _time, _options.SettleBatch);
        }

        return backlog;
    }

    private async Task<IReadOnlyDictionary<ObjectKey, ReadOutcome>> SettleAsync(
        string account, List<(ObjectKey Key, string Stream)> waiting, CancellationToken cancellationToken)
    {
        var outcomes = new ConcurrentDictionary<ObjectKey, ReadOutcome>();
        var refused = new ConcurrentDictionary<ProjectionTable, bool>();
        foreach (var (key, _) in waiting.Where(static w => !StreamKey.TryParse(w.Stream, out _)))
        {
            outcomes[key] = ReadOutcome.Unreadable;
        }

        var streams = waiting.Where(w => !outcomes.ContainsKey(w.Key)).GroupBy(static w => w.Stream, static w => w.Key)
            .SelectMany(static s => s.Chunk(RefreshRequest.MostObjects).Select(objects => (Stream: s.Key, Objects: objects)));
        await Parallel.ForEachAsync(
            streams,
            new ParallelOptions { MaxDegreeOfParallelism = _options.SettleStreams, CancellationToken = cancellationToken },
            async (stream, cancellationToken) =>
            {
                // Once the limits or a circuit refuse one of a kind, they would refuse the others: the next look tries again.
                var names = stream.Objects.Where(o => !refused.ContainsKey(o.Table)).Select(TableNames.NameOf).ToList();
                if (names.Count == 0)
                {
                    return;
                }

                var report = await StreamGrains.Get(_grains, stream.Stream).RefreshAsync(new RefreshRequest(names, IsInteractive: false), cancellationToken);
                foreach (var (name, outcome) in report.Objects)
                {
                    var key = TableNames.KeyOf(name)!.Value;
                    outcomes[key] = outcome;
                    if (outcome is ReadOutcome.Refused)
                    {
                        refused[key.Table] = true;
                    }
                }
            });
        if (!outcomes.IsEmpty)
        {
            var settled = outcomes.Values.Count(static o => o is ReadOutcome.Confirmed);
            var failed = outcomes.Values.Count(static o => o is ReadOutcome.Failed or ReadOutcome.Unreadable);
            LogSettled(_logger, account, waiting.Count, settled, failed, refused.IsEmpty ? string.Empty : "; the limits or the circuit breaker refused further ones");
        }

        return outcomes;
    }

    [LoggerMessage(5211, LogLevel.Information, "{Account}: of {Waiting} objects that stayed provisional {Settled} are confirmed now; {Failed} could not be read and wait{Refusal}")]
    private static partial void LogSettled(ILogger logger, string account, int waiting, int settled, int failed, string refusal);

    [LoggerMessage(5212, LogLevel.Warning, "Objects that stayed provisional could not be looked for; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
