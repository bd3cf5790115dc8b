using Npgsql;
using Signalbox.Postgres;

namespace Signalbox.Deliveries;

/// <summary>
/// The one writer of a process for what has become of deliveries: groups it into transactions, one after the other. What cannot be written now is
/// written later; a process that ends before sends it again, as does a crash of PostgreSQL that undoes the last of it (docs/adr/0003).
/// </summary>
internal sealed partial class DeliveryLedger(HotConnections connections, TimeProvider time, ILogger<DeliveryLedger> logger) : BackgroundService, IDeliveryLedger
{
    // As much waits at most as is under way.
    private const int MostWaiting = 8_192;
    private const int GroupSize = 1_024;

    // Gathers what ends at about the same time.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private Group _filling = new();
    private bool _isStopped;
    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public bool IsFull => _filling.Outcomes.Count >= MostWaiting;

    /// <inheritdoc/>
    public async Task<LedgerReport> WriteAsync(DeliveryOutcome outcome)
    {
        Group group;
        lock (_lock)
        {
            if (_isStopped)
            {
                return new LedgerReport(IsOwner: false, FailingFor: null);
            }

            group = _filling;
            group.Outcomes.Add(outcome);
            if (group.Outcomes.Count == 1)
            {
                _arrived.Release();
            }
        }

        var written = await group.Written.Task;
        return written.Owned.Contains((outcome.Destination, outcome.Fence))
            ? new LedgerReport(IsOwner: true, written.FailingFor.TryGetValue(outcome.Destination, out var span) ? span : null)
            : new LedgerReport(IsOwner: false, FailingFor: null);
    }

    /// <summary>Writes what waits, while the host has patience, and takes nothing more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        _arrived.Release();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
        lock (_lock)
        {
            _filling.Written.TrySetResult(new Written([], []));
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _connection?.Dispose();
        _arrived.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (!_isStopped)
            {
                await _arrived.WaitAsync(CancellationToken.None);
                await Task.Delay(Gathering, time, CancellationToken.None);
            }

            var group = Take();
            if (group.Outcomes.Count > 0)
            {
                await WriteGroupAsync(group, stoppingToken);
            }
            else if (_isStopped)
            {
                return;
            }
        }
    }

    private Group Take()
    {
        lock (_lock)
        {
            var group = _filling;
            _filling = new Group();
            return group;
        }
    }

    private async Task WriteGroupAsync(Group group, CancellationToken stoppingToken)
    {
        var written = new Written([], []);
        for (var from = 0; from < group.Outcomes.Count; from += GroupSize)
        {
            await WriteAsync(group.Outcomes.GetRange(from, Math.Min(GroupSize, group.Outcomes.Count - from)), written, stoppingToken);
        }

        group.Written.TrySetResult(written);
    }

    /// <summary>Writes these, however often that takes.</summary>
    private async Task WriteAsync(List<DeliveryOutcome> outcomes, Written written, CancellationToken stoppingToken)
    {
        while (true)
        {
            var fault = await TryWriteAsync(outcomes, written);
            if (fault is null)
            {
                return;
            }

            LogFailed(logger, outcomes.Count, PostgresFaults.Describe(fault));
            if (!PostgresFaults.IsAboutTheValues(fault))
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(Pause, time, CancellationToken.None);
            }
            else if (outcomes is [var only])
            {
                // What came of it counts, not what is told of the attempt.
                if (await TryWriteAsync([only with { Attempt = null }], written) is { } again)
                {
                    LogFailed(logger, 1, PostgresFaults.Describe(again));
                }

                return;
            }
            else
            {
                // One of them: each goes alone, in their order.
                foreach (var outcome in outcomes)
                {
                    await WriteAsync([outcome], written, stoppingToken);
                }

                return;
            }
        }
    }

    private async Task<Exception?> TryWriteAsync(List<DeliveryOutcome> outcomes, Written written)
    {
        try
        {
            _connection ??= connections.Open(HotConnections.CommitSettings);
            await using var transaction = await _connection.BeginTransactionAsync();
            var leases = outcomes.Select(static o => (o.Destination, o.Fence)).Distinct().Order().ToList();
            var owned = await OwnedAsync(_connection, leases);
            var own = outcomes.FindAll(o => owned.Contains((o.Destination, o.Fence)));

            await using var batch = new NpgsqlBatch(_connection, transaction);
            LedgerStatements.AddAttempts(batch, outcomes);
            LedgerStatements.Add(batch, own);
            var tellsHealth = LedgerStatements.AddHealth(batch, own);
            await using (var reader = batch.BatchCommands.Count == 0 ? null : await batch.ExecuteReaderAsync())
            {
                // Only the last statement has rows.
                while (tellsHealth && await reader!.ReadAsync())
                {
                    written.FailingFor[reader.GetInt32(0)] = reader.IsDBNull(1) ? null : reader.GetFieldValue<TimeSpan>(1);
                }

                while (reader is not null && await reader.NextResultAsync())
                {
                }
            }

            await transaction.CommitAsync();
            written.Owned.UnionWith(owned);
            return null;
        }
        catch (Exception e)
        {
            _connection?.Dispose();
            _connection = null;
            return e;
        }
    }

    private static async Task<HashSet<(int Destination, long Fence)>> OwnedAsync(NpgsqlConnection connection, List<(int Destination, long Fence)> leases)
    {
        await using var command = new NpgsqlCommand(LedgerStatements.OwnedSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. leases.Select(static l => l.Destination)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. leases.Select(static l => l.Fence)] });
        var fences = new HashSet<(int, long)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            fences.Add((reader.GetInt32(0), reader.GetInt64(1)));
        }

        return fences;
    }

    private sealed class Group
    {
        internal List<DeliveryOutcome> Outcomes { get; } = [];

        internal TaskCompletionSource<Written> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Written(HashSet<(int Destination, long Fence)> Owned, Dictionary<int, TimeSpan?> FailingFor);

    [LoggerMessage(7152, LogLevel.Warning, "What became of {Deliveries} deliveries could not be written; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, int deliveries, string fault);
}
