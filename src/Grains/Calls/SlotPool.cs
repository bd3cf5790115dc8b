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

    private readonly Lock _gate = new();
    private readonly PermitQueue<TaskCompletionSource<int>> _queue = new(capacity);
    private readonly SlotCount _count = new(most);
    private readonly long _start = time.GetTimestamp();
    private TaskCompletionSource _called = NewSignal();
    private TimeSpan _goodUntil;
    private int _lease;
    private bool _isKeeping;
    private bool _isStopping;
    private TaskCompletionSource _idle = NewSignal();

    private TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Takes a slot if there is one at hand and nobody waits.</summary>
    /// <returns>The lease that it is of, if there is one; it must be returned then.</returns>
    internal int? TryTake(PermitPriority priority)
    {
        lock (_gate)
        {
            return _queue.IsEmpty && TryTake_NeedsLock(priority) ? _lease : null;
        }
    }

    /// <summary>Whether a request may begin now on a slot that was taken under this lease.</summary>
    internal bool IsGood(int ofLease)
    {
        lock (_gate)
        {
            return _lease == ofLease && Elapsed < _goodUntil;
        }
    }

    /// <summary>Takes no more, gives back what is not in use, and the rest as it ends.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        Task idle;
        lock (_gate)
        {
            _isStopping = true;
            if (!_isKeeping)
            {
                return;
            }

            _called.TrySetResult();
            idle = _idle.Task;
        }

        await idle.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for a slot.</summary>
    /// <returns>The lease that it is of, if there is one; it must be returned then.</returns>
    internal async Task<int?> TakeAsync(PermitPriority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<PermitQueue<TaskCompletionSource<int>>.Waiter>? place;
        lock (_gate)
        {
            if (_queue.IsEmpty && TryTake_NeedsLock(priority))
            {
                return _lease;
            }

            place = patience > TimeSpan.Zero && !_isStopping ? _queue.Join(priority, spare: 0, Elapsed + patience, answer) : null;
            if (place is null)
            {
                return null;
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
            if (Left(place, answer) is not null)
            {
                Return(priority);
            }

            throw;
        }
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="priority">Whose it was.</param>
    internal void Return(PermitPriority priority)
    {
        lock (_gate)
        {
            _count.Return(priority);
            Serve_NeedsLock();
            if (_count.Busy >= _count.Usable)
            {
                // It is no longer ours, and another process waits for it.
                _called.TrySetResult();
            }
        }
    }

    /// <summary>Leaves the queue.</summary>
    /// <returns>The slot's lease, if it was served in the last moment.</returns>
    private int? Left(LinkedListNode<PermitQueue<TaskCompletionSource<int>>.Waiter> place, TaskCompletionSource<int> answer)
    {
        lock (_gate)
        {
            PermitQueue<TaskCompletionSource<int>>.Leave(place);
            return answer.Task.IsCompletedSuccessfully ? answer.Task.Result : null;
        }
    }

    private bool TryTake_NeedsLock(PermitPriority priority) => Elapsed < _goodUntil && _count.TryTake(priority);

    private void Serve_NeedsLock()
    {
        while (Elapsed < _goodUntil && _count.TakeNext(_queue.Counts) is { } priority)
        {
            _queue.Serve(priority).Item.TrySetResult(_lease);
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
                var wishes = _count.TakeWanted(_queue.Counts);
                (busy, wanted) = (_count.Busy, _isStopping ? _count.Busy : wishes);
                _called = NewSignal();
            }

            // The lease is counted from here, which is before the time that the row counts it by.
            var sent = Elapsed;
            var row = await store.ReadAsync(name, CancellationToken.None);
            var held = SlotDecision.Hold(row, holder, busy, Math.Min(wanted, most), most, lease.Length);
            if (held.Usable < _count.Usable || _isStopping)
            {
                // Nobody takes what is about to be given back. Those taken since the count above are counted again.
                lock (_gate)
                {
                    _count.Usable = _isStopping ? 0 : held.Usable;
                    if (_count.Busy > busy)
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
                _count.Usable = _isStopping ? 0 : held.Usable;
                if (held.IsChanged)
                {
                    // From its end to now others could have what was held: who has not begun a request on it, may not.
                    _lease += Elapsed >= _goodUntil + lease.Use ? 1 : 0;
                    _goodUntil = sent + lease.Length - lease.Use;
                }

                Serve_NeedsLock();
                _isKeeping = _count.Usable > 0 || _count.Busy > 0 || !_queue.IsEmpty || wanted > 0;
                if (!_isKeeping)
                {
                    _idle.TrySetResult();
                    _idle = NewSignal();
                }

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
