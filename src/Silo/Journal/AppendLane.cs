using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Journal;

/// <summary>
/// One lane of the append path: takes what waits in its queue, appends it in one commit, answers, and hands it to the grains. It has a thread
/// of its own and blocks on the database, so that an acknowledgement never waits in the thread pool behind the grains' turns.
/// </summary>
internal sealed partial class AppendLane(
    AppendQueue queue, IJournalStore store, IStreamDispatcher dispatcher, JournalMetrics metrics, ILogger<AppendLane> logger) : IDisposable
{
    /// <summary>Whether the next event would be refused.</summary>
    internal bool IsFull => queue.IsFull;

    /// <summary>Queues an event; <see langword="false"/> if there is no room, or the lane is closed.</summary>
    internal bool TryAdd(IncomingEvent incoming, [NotNullWhen(true)] out PendingAppend? pending) => queue.TryAdd(incoming, out pending);

    /// <summary>Refuses further events; what waits is still appended.</summary>
    internal void Close() => queue.Close();

    /// <summary>Appends on a thread of its own; completes when the lane is closed and empty, or cancelled while it waits.</summary>
    internal Task RunAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    private void Run(CancellationToken stoppingToken)
    {
        var taken = new List<PendingAppend>();
        while (queue.Take(taken, stoppingToken))
        {
            Append(taken);
        }
    }

    private void Append(List<PendingAppend> taken)
    {
        var (batch, twins) = SetTwinsAside(taken);
        try
        {
            AppendDistinct(batch);
        }
        catch (PostgresException e) when (batch.Count > 1 && PostgresFaults.IsAboutTheValues(e))
        {
            // One event that the database cannot store must not take its neighbours down: each goes alone.
            LogSplit(logger, batch.Count, e.SqlState);
            foreach (var pending in batch)
            {
                AppendOne(pending);
            }
        }
        catch (Exception e)
        {
            Fail(batch, e);
        }

        foreach (var (twin, first) in twins)
        {
            twin.CompleteLike(first);
        }
    }

    private void AppendOne(PendingAppend pending)
    {
        List<PendingAppend> alone = [pending];
        try
        {
            AppendDistinct(alone);
        }
        catch (Exception e)
        {
            Fail(alone, e);
        }
    }

    private void AppendDistinct(List<PendingAppend> batch)
    {
        var started = Stopwatch.GetTimestamp();
        var placed = store.Append(batch.ConvertAll(static p => p.Incoming));

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
