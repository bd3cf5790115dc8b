using Microsoft.Extensions.Logging;

namespace Signalbox.Calls;

/// <summary>
/// This process's slots of one concurrency limit: held by lease, handed out to requests, given back when others want them. Safe for
/// concurrent use.
/// </summary>
internal sealed partial class SlotPool(string name, int most, SlotLease lease, string holder, ISlotStore store, int capacity, TimeProvider time, ILogger logger)
{
    // How often others' wishes are looked for, and one's own while something waits.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookWhileWaiting = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan DatabaseRetry = TimeSpan.FromMilliseconds(250);

    // Of so many slots that come free while both wait, one goes to the lowest priority.
    private const int LowestEach = 10;

    private readonly Lock _gate = new();
    private readonly PermitQueue<TaskCompletionSource<bool>> _queue = new(capacity);
    private readonly long _start = time.GetTimestamp();
    private TaskCompletionSource _called = NewSignal();
    private TimeSpan _goodUntil;
    private int _usable;
    private int _busy;
    private int _peak;
    private int _served;
    private bool _isKeeping;

    private TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Takes a slot if there is one at hand and nobody waits.</summary>
    internal bool TryTake()
    {
        lock (_gate)
        {
            return _queue.IsEmpty && TryTake_NeedsLock();
        }
    }

    /// <summary>Waits for a slot.</summary>
    /// <returns>Whether there is one; it must be returned then.</returns>
    internal async Task<bool> TakeAsync(PermitPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<PermitQueue<TaskCompletionSource<bool>>.Waiter>? place;
        lock (_gate)
        {
            if (_queue.IsEmpty && TryTake_NeedsLock())
            {
                return true;
            }

            place = patience > TimeSpan.Zero ? _queue.Join(priority, spare: 0, Elapsed + patience, answer) : null;
            if (place is null)
            {
                return false;
            }

            Keep_NeedsLock();
        }

        try
        {
            return await answer.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Left(place, answer);
        }
        catch (OperationCanceledException)
        {
            if (Left(place, answer))
            {
                Return();
            }

            throw;
        }
    }

    /// <summary>Gives a slot back.</summary>
    internal void Return()
    {
        lock (_gate)
        {
            _busy--;
            Serve_NeedsLock();
            if (_busy >= _usable)
            {
                // It is no longer ours, and another process waits for it.
                _called.TrySetResult();
            }
        }
    }

    /// <summary>Leaves the queue.</summary>
    /// <returns>Whether it was served in the last moment.</returns>
    private bool Left(LinkedListNode<PermitQueue<TaskCompletionSource<bool>>.Waiter> place, TaskCompletionSource<bool> answer)
    {
        lock (_gate)
        {
            PermitQueue<TaskCompletionSource<bool>>.Leave(place);
            return answer.Task.IsCompletedSuccessfully;
        }
    }

    private bool TryTake_NeedsLock()
    {
        if (_busy >= _usable || Elapsed >= _goodUntil)
        {
            return false;
        }

        _peak = Math.Max(_peak, ++_busy);
        return true;
    }

    private void Serve_NeedsLock()
    {
        while (!_queue.IsEmpty && TryTake_NeedsLock())
        {
            var counts = _queue.Counts;
            var waiting = PermitCounts.Priorities.Where(p => counts[p] > 0);
            _queue.Serve(++_served % LowestEach == 0 ? waiting.Last() : waiting.First()).Item.TrySetResult(true);
        }
    }

    private void Keep_NeedsLock()
    {
        _called.TrySetResult();
        if (!_isKeeping)
        {
            _isKeeping = true;
            _ = KeepAsync();
        }
    }

    /// <summary>Holds slots for as long as there is a use for them. One at a time.</summary>
    private async Task KeepAsync()
    {
        // Not inside the caller's lock, nor on the scheduler of the grain that happens to be first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var isAway = false;
        while (true)
        {
            TimeSpan wait;
            try
            {
                if (await HoldAsync())
                {
                    return;
                }

                (wait, isAway) = (WaitNow(), false);
            }
            catch (Exception e)
            {
                // Whether the row was written is unknown: what was held before is still ours until its lease ends, and no more is used.
                if (!isAway)
                {
                    LogUnavailable(logger, name, e.Message);
                }

                (wait, isAway) = (DatabaseRetry, true);
            }

            await WaitAsync(wait);
        }
    }

    /// <summary>Looks at the row and takes from it what is wanted, or gives back.</summary>
    /// <returns>Whether nothing is held or wanted any more.</returns>
    private async Task<bool> HoldAsync()
    {
        while (true)
        {
            int busy, wanted;
            lock (_gate)
            {
                (busy, wanted) = (_busy, Math.Max(_busy + _queue.Counts.Total, _peak));
                _peak = _busy;
                _called = NewSignal();
            }

            // The lease is counted from here, which is before the time that the row counts it by.
            var sent = Elapsed;
            var row = await store.ReadAsync(name, CancellationToken.None);
            var held = SlotDecision.Hold(row, holder, busy, Math.Min(wanted, most), most, lease.Length);
            if (held.Usable < _usable)
            {
                // Nobody takes what is about to be given back. Those taken since the count above are counted again.
                lock (_gate)
                {
                    _usable = held.Usable;
                    if (_busy > busy)
                    {
                        continue;
                    }
                }
            }

            if (held.IsChanged && !await store.SwapAsync(name, row, held.Holdings, CancellationToken.None))
            {
                continue;
            }

            lock (_gate)
            {
                _usable = held.Usable;
                if (held.IsChanged)
                {
                    _goodUntil = sent + lease.Length - lease.Use;
                }

                Serve_NeedsLock();
                _isKeeping = _usable > 0 || _busy > 0 || !_queue.IsEmpty || wanted > 0;
                return !_isKeeping;
            }
        }
    }

    private TimeSpan WaitNow()
    {
        lock (_gate)
        {
            return _queue.IsEmpty ? Look : LookWhileWaiting;
        }
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        if (wait != Look)
        {
            await Task.Delay(wait, time, CancellationToken.None);
            return;
        }

        // A slot to give back, or a newcomer after a quiet time, cuts it short.
        Task called;
        lock (_gate)
        {
            called = _called.Task;
        }

        using var over = new CancellationTokenSource();
        await Task.WhenAny(Task.Delay(wait, time, over.Token), called);
        await over.CancelAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(5006, LogLevel.Warning, "{Limit}: who has how many requests in flight cannot be read ({Reason}); calls wait")]
    private static partial void LogUnavailable(ILogger logger, string limit, string reason);
}
