using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Signalbox.Deliveries;
using Signalbox.Feed;
using Signalbox.Hosting;
using Signalbox.Postgres;

namespace Signalbox.Streams;

/// <summary>
/// The one committer of a process: groups what the grains want committed into transactions, one after the other, on a thread of its own.
/// </summary>
internal sealed partial class Committer : BackgroundService, ICommitter
{
    // Two processes that deadlocked over the same streams try again; PostgreSQL rolled one of them back.
    private const int MostAttempts = 5;

    private readonly PostgresCommitStore _store;
    private readonly OutboxSignal _outbox;
    private readonly CommitOptions _options;
    private readonly DeliveryWakes _deliveries;
    private readonly ILogger<Committer> _logger;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchSeconds;

    // Unbounded, and yet bounded: a grain waits for its commit, so there is at most one per activation.
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    public Committer(
        PostgresCommitStore store, OutboxSignal outbox, DeliveryWakes deliveries, IOptions<CommitOptions> options, IMeterFactory meters, ILogger<Committer> logger)
    {
        (_store, _outbox, _deliveries, _options, _logger) = (store, outbox, deliveries, options.Value, logger);
        var meter = meters.Create("Signalbox");
        _batchSize = meter.CreateHistogram<int>("signalbox.streams.commit.batch.size", "{stream}", "Streams per commit.");
        _batchSeconds = meter.CreateHistogram<double>("signalbox.streams.commit.duration", "s", "Time that one commit took.");
    }

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(StreamCommit commit)
    {
        var pending = new Pending(commit);
        return _queue.Writer.TryWrite(pending) ? pending.Outcome.Task : Task.FromResult<CommitOutcome>(new CommitOutcome.Unknown("the process is stopping"));
    }

    /// <summary>Takes no more commits and waits until those that wait are written, or the host's patience ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stoppingToken)
    {
        var group = new List<Pending>();
        while (Take(group, stoppingToken))
        {
            Commit(group);
        }
    }

    private bool Take(List<Pending> group, CancellationToken cancellationToken)
    {
        group.Clear();
        if (!_queue.Reader.WaitToRead(cancellationToken))
        {
            return false;
        }

        while (true)
        {
            while (group.Count < _options.BatchSize && _queue.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            var left = _options.BatchAge - Stopwatch.GetElapsedTime(group[0].QueuedAt);
            if (group.Count == _options.BatchSize || left <= TimeSpan.Zero || _queue.Reader.Completion.IsCompleted)
            {
                return true;
            }

            cancellationToken.WaitHandle.WaitOne(left);
        }
    }

    private void Commit(List<Pending> group, int attempt = 1)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            // In the order of the key, so that two committers lock cursors in the same order.
            group.Sort(static (a, b) => string.CompareOrdinal(a.Commit.Stream, b.Commit.Stream));
            var commits = group.ConvertAll(static p => p.Commit);
            var moved = _store.Commit(commits);
            _outbox.Committed(commits);
            foreach (var pending in group)
            {
                pending.Outcome.TrySetResult(moved.Contains(pending.Commit.Stream) ? CommitOutcome.Committed.Instance : CommitOutcome.Fenced.Instance);
            }

            _deliveries.Committed(group.Select(static p => p.Commit));
            _batchSize.Record(group.Count);
            _batchSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception e) when (PostgresFaults.IsAboutTheValues(e) && group.Count > 1)
        {
            // One stream's rows were refused: each stream goes alone, so that only that one is set back.
            LogSplit(_logger, group.Count, PostgresFaults.Describe(e));
            foreach (var pending in group.ToList())
            {
                Commit([pending]);
            }
        }
        catch (Exception e) when (PostgresFaults.IsAboutTheMoment(e) && attempt < MostAttempts)
        {
            Commit(group, attempt + 1);
        }
        catch (Exception e)
        {
            var fault = PostgresFaults.Describe(e);
            CommitOutcome outcome = PostgresFaults.IsAboutTheValues(e) ? new CommitOutcome.Refused(fault) : new CommitOutcome.Unknown(fault);
            LogFailed(_logger, group.Count, fault);
            foreach (var pending in group)
            {
                pending.Outcome.TrySetResult(outcome);
            }
        }
    }

    private sealed class Pending(StreamCommit commit)
    {
        internal StreamCommit Commit { get; } = commit;

        internal long QueuedAt { get; } = Stopwatch.GetTimestamp();

        internal TaskCompletionSource<CommitOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(3101, LogLevel.Warning, "A commit of {Streams} streams was refused; committing them one by one: {Fault}")]
    private static partial void LogSplit(ILogger logger, int streams, string fault);

    [LoggerMessage(3102, LogLevel.Warning, "A commit of {Streams} streams failed: {Fault}")]
    private static partial void LogFailed(ILogger logger, int streams, string fault);
}
