using Microsoft.Extensions.Options;
using Signalbox.Postgres;

namespace Signalbox.Feed;

/// <summary>
/// Reads the end of the outbox once for all readers of this process, while there are any: at once after a commit of this process or the wake of
/// another, and every second in any case. Safe for any number of callers at once.
/// </summary>
internal sealed partial class OutboxTail : BackgroundService
{
    private const int PageEvents = 256;
    private const long PageBytes = 4 << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly OutboxPages _pages;
    private readonly ProcessWakes _wakes;
    private readonly OutboxSignal _signal;
    private readonly DatabaseGate _database;
    private readonly TimeProvider _time;
    private readonly ILogger<OutboxTail> _logger;
    private readonly OutboxRing _ring;
    private readonly Lock _lock = new();
    private TaskCompletionSource _begun = NewSource();
    private TaskCompletionSource _ready = NewSource();
    private volatile TaskCompletionSource _entered = NewSource();
    private volatile TaskCompletionSource _changed = NewSource();
    private int _readers;

    public OutboxTail(
        OutboxPages pages, ProcessWakes wakes, OutboxSignal signal, DatabaseGate database, IOptions<FeedOptions> options, TimeProvider time, ILogger<OutboxTail> logger)
    {
        (_pages, _wakes, _signal, _database, _time, _logger) = (pages, wakes, signal, database, time, logger);
        _ring = new OutboxRing(options.Value.RecentEvents, options.Value.RecentBytes);
    }

    /// <summary>The last events.</summary>
    internal OutboxRing Ring => _ring;

    /// <summary>Completes when the ring gets more. To be taken before one looks.</summary>
    internal Task Changed => _changed.Task;

    /// <summary>A reader comes. Whatever happens, it must <see cref="Leave"/>.</summary>
    /// <returns>When the ring is being filled.</returns>
    internal Task EnterAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _readers++;
            _begun.TrySetResult();
            return _ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A reader goes.</summary>
    internal void Leave()
    {
        lock (_lock)
        {
            _readers--;
        }

        if (_readers == 0)
        {
            Enter();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _signal.Add(Enter);
        try
        {
            while (true)
            {
                await Begun().WaitAsync(stoppingToken);
                using var wakes = _wakes.Listen(ProcessWakes.Outbox, _ => Enter());
                await BeginAsync(stoppingToken);
                while (!TryEnd())
                {
                    await ReadOnAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; its readers are told by their requests.
        }
        finally
        {
            _signal.Remove(Enter);
        }
    }

    private Task Begun()
    {
        lock (_lock)
        {
            return _begun.Task;
        }
    }

    /// <summary>From the last number that was given out: what was committed before, the readers find in the outbox.</summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _database.WaitUntilReadyAsync(cancellationToken);
            try
            {
                _ring.Reset(await _pages.HeadAsync(cancellationToken));
                lock (_lock)
                {
                    _ready.TrySetResult();
                }

                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                await PauseAsync(e, cancellationToken);
            }
        }
    }

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        // Taken before one looks: what enters meanwhile makes another look.
        var entered = _entered.Task;
        try
        {
            var page = await _pages.ReadAsync(_ring.Mark, PageEvents, PageBytes, cancellationToken);
            _ring.Add(page);
            if (page.Events.Count > 0)
            {
                Interlocked.Exchange(ref _changed, NewSource()).SetResult();
            }

            if (!page.HasMore)
            {
                await Task.WhenAny(entered, Task.Delay(LookEvery, _time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await PauseAsync(e, cancellationToken);
        }
    }

    /// <summary>Stops reading when nobody is left to read for.</summary>
    private bool TryEnd()
    {
        lock (_lock)
        {
            if (_readers > 0)
            {
                return false;
            }

            (_begun, _ready) = (NewSource(), NewSource());
            _ring.Reset(0);
            return true;
        }
    }

    private Task PauseAsync(Exception fault, CancellationToken cancellationToken)
    {
        LogFailed(_logger, PostgresFaults.Describe(fault));
        return Task.Delay(LookEvery, _time, cancellationToken);
    }

    private void Enter() => Interlocked.Exchange(ref _entered, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(7102, LogLevel.Warning, "The outbox could not be read for the live feed; its readers wait: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
