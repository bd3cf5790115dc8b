using System.Diagnostics;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Journal;

/// <summary>The one writer of a process: takes what waits in the queue, appends it in one commit, answers, and hands it to the grains.</summary>
internal sealed partial class JournalWriter(
    AppendQueue queue, IJournalStore store, DatabaseGate database, IStreamDispatcher dispatcher, JournalMetrics metrics, ILogger<JournalWriter> logger)
    : BackgroundService, IJournal
{
    /// <inheritdoc/>
    public bool IsFull => queue.IsFull;

    /// <inheritdoc/>
    public async ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        if (!database.IsReady)
        {
            return AppendOutcome.Unavailable;
        }

        return queue.TryAdd(incoming, out var pending) ? await pending.Outcome.WaitAsync(cancellationToken) : AppendOutcome.Full;
    }

    /// <summary>Refuses new events and waits until those in the queue are appended, or the host's patience ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        if (ExecuteTask is { } running)
        {
            await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var taken = new List<PendingAppend>();
        while (await queue.TakeAsync(taken, stoppingToken))
        {
            await AppendAsync(taken, stoppingToken);
        }
    }

    private async Task AppendAsync(List<PendingAppend> taken, CancellationToken cancellationToken)
    {
        var (batch, twins) = SetTwinsAside(taken);
        try
        {
            await AppendDistinctAsync(batch, cancellationToken);
        }
        catch (PostgresException e) when (batch.Count > 1 && PostgresFaults.IsAboutTheValues(e))
        {
            // One event that the database cannot store must not take its neighbours down: each goes alone.
            LogSplit(logger, batch.Count, e.SqlState);
            foreach (var pending in batch)
            {
                await AppendOneAsync(pending, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Fail(batch, e);
        }

        foreach (var (twin, first) in twins)
        {
            twin.Complete(await first.Outcome is AppendOutcome.Appended or AppendOutcome.Duplicate ? AppendOutcome.Duplicate : await first.Outcome);
        }
    }

    private async Task AppendOneAsync(PendingAppend pending, CancellationToken cancellationToken)
    {
        List<PendingAppend> alone = [pending];
        try
        {
            await AppendDistinctAsync(alone, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Fail(alone, e);
        }
    }

    private async Task AppendDistinctAsync(List<PendingAppend> batch, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var placed = await store.AppendAsync(batch.ConvertAll(static p => p.Incoming), cancellationToken);

        var duplicates = 0;
        for (var i = 0; i < placed.Length; i++)
        {
            duplicates += placed[i] is null ? 1 : 0;
            batch[i].Complete(placed[i] is null ? AppendOutcome.Duplicate : AppendOutcome.Appended);
        }

        metrics.Appended(batch.Count, duplicates, Stopwatch.GetElapsedTime(started));
        Dispatch(batch, placed);
    }

    private void Dispatch(List<PendingAppend> batch, AppendedAt?[] placed)
    {
        var entries = new Dictionary<string, List<JournalEntry>>();
        for (var i = 0; i < placed.Length; i++)
        {
            if (placed[i] is { } at)
            {
                var e = batch[i].Incoming;
                if (!entries.TryGetValue(e.Stream, out var ofStream))
                {
                    entries.Add(e.Stream, ofStream = []);
                }

                ofStream.Add(new JournalEntry(e.Stream, at.Version, at.Position, e.EventId, e.Type, e.OccurredAt, e.ReceivedAt, e.Payload));
            }
        }

        foreach (var (stream, ofStream) in entries)
        {
            dispatcher.Offer(stream, ofStream);
        }
    }

    /// <summary>Two copies of an event in one batch: the second waits for what becomes of the first.</summary>
    private static (List<PendingAppend> Batch, List<(PendingAppend Twin, PendingAppend First)> Twins) SetTwinsAside(List<PendingAppend> taken)
    {
        var seen = new Dictionary<(string, string), PendingAppend>(taken.Count);
        var batch = new List<PendingAppend>(taken.Count);
        var twins = new List<(PendingAppend, PendingAppend)>();
        foreach (var pending in taken)
        {
            var key = (pending.Incoming.Account, pending.Incoming.EventId);
            if (seen.TryAdd(key, pending))
            {
                batch.Add(pending);
            }
            else
            {
                twins.Add((pending, seen[key]));
            }
        }

        return (batch, twins);
    }

    private void Fail(List<PendingAppend> batch, Exception e)
    {
        metrics.Failed();
        LogFailed(logger, batch.Count, PostgresFaults.Describe(e));
        foreach (var pending in batch)
        {
            pending.Complete(AppendOutcome.Unavailable);
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "Append of {Events} events failed; they were answered 503 and will be sent again: {Fault}")]
    private static partial void LogFailed(ILogger logger, int events, string fault);

    [LoggerMessage(2002, LogLevel.Warning, "Append of {Events} events was refused with {SqlState}; appending them one by one")]
    private static partial void LogSplit(ILogger logger, int events, string sqlState);
}
