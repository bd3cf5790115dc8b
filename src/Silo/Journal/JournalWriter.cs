using Microsoft.Extensions.Options;
using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Journal;

/// <summary>
/// The journal's writer of a process: a few lanes side by side, so that while one waits for the disk another works. All events of a stream
/// take the same lane, hence two lanes never wait for each other's rows.
/// </summary>
internal sealed class JournalWriter : BackgroundService, IJournal
{
    private readonly AppendLane[] _lanes;
    private readonly DatabaseGate _database;

    /// <param name="options">How many lanes, and how large their queues are together.</param>
    /// <param name="database">Whether PostgreSQL is there.</param>
    /// <param name="newStore">Makes a lane's store; the lane disposes of it.</param>
    /// <param name="dispatcher">Who gets the events appended.</param>
    /// <param name="metrics">What the lanes count.</param>
    /// <param name="logger">Where the lanes log.</param>
    public JournalWriter(
        IOptions<JournalOptions> options, DatabaseGate database, Func<IJournalStore> newStore, IStreamDispatcher dispatcher, JournalMetrics metrics,
        ILogger<AppendLane> logger)
    {
        _database = database;
        _lanes = new AppendLane[options.Value.Writers];
        for (var i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new AppendLane(new AppendQueue(options.Value), newStore(), dispatcher, metrics, logger);
        }
    }

    /// <inheritdoc/>
    public bool IsFull => Array.Exists(_lanes, static l => l.IsFull);

    /// <inheritdoc/>
    public async ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        if (!_database.IsReady)
        {
            return AppendOutcome.Unavailable;
        }

        var lane = _lanes[(uint)incoming.Stream.GetHashCode(StringComparison.Ordinal) % (uint)_lanes.Length];
        return lane.TryAdd(incoming, out var pending) ? await pending.Outcome.WaitAsync(cancellationToken) : AppendOutcome.Full;
    }

    /// <summary>Refuses new events and waits until those in the queues are appended, or the host's patience ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_lanes, static l => l.Close());
        if (ExecuteTask is { } running)
        {
            await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Array.ForEach(_lanes, static l => l.Dispose());
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_lanes.Select(l => l.RunAsync(stoppingToken)));
}
