using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Signalbox.Postgres;

namespace Signalbox.Operations;

/// <summary>Goes on with operations that have no outcome: those asked for without waiting, those whose attempt told nothing, and those of dead processes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore is never asked for a wait handle, hence holds nothing to dispose.")]
internal sealed partial class OperationSettler(
    IOperationStore store, OperationRouter router, OperationRetries retries, DatabaseGate database, IOptions<OperationOptions> options, TimeProvider time,
    ILogger<OperationSettler> logger) : BackgroundService
{
    private const int MostAtOnce = 16;

    private readonly SemaphoreSlim _slots = new(MostAtOnce, MostAtOnce);

    // Streams in whose turn an operation is under way here: what else waits for that turn would only wait in a slot.
    private readonly ConcurrentDictionary<string, byte> _busy = new();

    private TaskCompletionSource _turnGivenBack = NewSignal();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await database.WaitUntilReadyAsync(stoppingToken);
            while (true)
            {
                // Set up before the look, so that what is given back during it is not missed.
                var givenBack = NewSignal();
                Volatile.Write(ref _turnGivenBack, givenBack);
                if (!await LookAsync(stoppingToken))
                {
                    await Task.WhenAny(givenBack.Task, Task.Delay(options.Value.SettleInterval, time, stoppingToken));
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way is waited for as long as the host does; then another process, or the next start, goes on when its lease is over.
            for (var slot = 0; slot < MostAtOnce; slot++)
            {
                await _slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Begins with as many as there is room for; each goes its own way.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        await _slots.WaitAsync(stoppingToken);
        var free = 1;
        while (await _slots.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            free++;
        }

        IReadOnlyList<StoredOperation> due = [];
        try
        {
            due = await store.ClaimDueAsync(free, options.Value.Lease, [.. _busy.Keys], stoppingToken);
            foreach (var operation in due)
            {
                _ = SettleAsync(operation);
            }

            return due.Count == free;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
            return false;
        }
        finally
        {
            if (free > due.Count)
            {
                _slots.Release(free - due.Count);
            }
        }
    }

    private async Task SettleAsync(StoredOperation operation)
    {
        if (operation.Stream is not null)
        {
            _busy.TryAdd(operation.Stream, 0);
        }

        try
        {
            var attempt = operation.ToAttempt();
            var result = await router.RunAsync(attempt);
            if (result.State is OperationState.NotSent or OperationState.InLine)
            {
                await retries.PostponeAsync(
                    attempt, result.State is OperationState.InLine ? AttemptReach.InLine : AttemptReach.NotSent, result.Reason!, result.RetryAfter);
            }
        }
        catch (Exception e)
        {
            LogFailed(logger, PostgresFaults.Describe(e));
        }
        finally
        {
            _slots.Release();
            if (operation.Stream is not null)
            {
                _busy.TryRemove(operation.Stream, out _);
                Volatile.Read(ref _turnGivenBack).TrySetResult();
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(5102, LogLevel.Warning, "Operations could not be settled; trying again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
