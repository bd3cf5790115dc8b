namespace Orleans.Runtime;

/// <summary>
/// The requests that are given up on after the same time, oldest first. One timer serves them all; to watch a request and to forget it
/// costs no allocation.
/// </summary>
internal sealed class TimeoutQueue : IDisposable
{
    // A wake-up for each of many requests would be too many.
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _ticks;
    private readonly Action<List<GrainCall>, TimeSpan> _expire;
    private readonly ITimer _timer;
    private GrainCall? _oldest;
    private GrainCall? _newest;
    private bool _armed;

    internal TimeoutQueue(TimeSpan timeout, TimeProvider time, Action<List<GrainCall>, TimeSpan> expire)
    {
        _timeout = timeout;
        _time = time;
        _ticks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _expire = expire;
        _timer = time.CreateTimer(static queue => ((TimeoutQueue)queue!).ExpireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Add(GrainCall call)
    {
        call.Deadline = _time.GetTimestamp() + _ticks;
        call.WatchedBy = this;
        lock (_gate)
        {
            call.PreviousWatched = _newest;
            if (_newest is null)
            {
                _oldest = call;
            }
            else
            {
                _newest.NextWatched = call;
            }

            _newest = call;
            if (!_armed)
            {
                _armed = true;
                _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    internal void Remove(GrainCall call)
    {
        lock (_gate)
        {
            Unlink_NeedsLock(call);
        }
    }

    /// <summary>All requests that are watched now.</summary>
    internal List<GrainCall> Snapshot()
    {
        lock (_gate)
        {
            var calls = new List<GrainCall>();
            for (var call = _oldest; call is not null; call = call.NextWatched)
            {
                calls.Add(call);
            }

            return calls;
        }
    }

    /// <summary>Takes all requests out.</summary>
    internal List<GrainCall> Clear()
    {
        lock (_gate)
        {
            return TakeWhile_NeedsLock(static (_, _) => true, 0);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void ExpireDue()
    {
        List<GrainCall> due;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            due = TakeWhile_NeedsLock(static (call, time) => call.Deadline <= time, now);
            _armed = _oldest is not null;
            if (_oldest is not null)
            {
                var wait = _time.GetElapsedTime(now, _oldest.Deadline);
                _timer.Change(wait < Granularity ? Granularity : wait, Timeout.InfiniteTimeSpan);
            }
        }

        if (due.Count > 0)
        {
            _expire(due, _timeout);
        }
    }

    private List<GrainCall> TakeWhile_NeedsLock(Func<GrainCall, long, bool> predicate, long argument)
    {
        var taken = new List<GrainCall>();
        while (_oldest is { } call && predicate(call, argument))
        {
            Unlink_NeedsLock(call);
            taken.Add(call);
        }

        return taken;
    }

    private void Unlink_NeedsLock(GrainCall call)
    {
        if (call.WatchedBy != this)
        {
            return;
        }

        call.WatchedBy = null;
        if (call.PreviousWatched is { } previous)
        {
            previous.NextWatched = call.NextWatched;
        }
        else
        {
            _oldest = call.NextWatched;
        }

        if (call.NextWatched is { } next)
        {
            next.PreviousWatched = call.PreviousWatched;
        }
        else
        {
            _newest = call.PreviousWatched;
        }

        call.NextWatched = null;
        call.PreviousWatched = null;
    }
}
