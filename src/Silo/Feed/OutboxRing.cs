namespace Signalbox.Feed;

/// <summary>The last events of the outbox, in order, without a hole: all with a number above <see cref="Floor"/>. Safe for any number of callers at once.</summary>
/// <param name="capacity">The most events.</param>
/// <param name="mostBytes">The most memory; the newest event stays whatever its size.</param>
internal sealed class OutboxRing(int capacity, long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly FeedEvent?[] _events = new FeedEvent?[capacity];
    private int _first;
    private int _count;
    private long _bytes;
    private long _floor;
    private long _mark;

    /// <summary>Up to this number, events may be missing here.</summary>
    internal long Floor
    {
        get
        {
            lock (_lock)
            {
                return _floor;
            }
        }
    }

    /// <summary>Up to this number, the outbox was read.</summary>
    internal long Mark
    {
        get
        {
            lock (_lock)
            {
                return _mark;
            }
        }
    }

    /// <summary>Forgets everything and begins behind a number.</summary>
    internal void Reset(long mark)
    {
        lock (_lock)
        {
            Array.Clear(_events);
            (_first, _count, _bytes, _floor, _mark) = (0, 0, 0, mark, mark);
        }
    }

    /// <summary>Takes what comes next, and lets go of the oldest.</summary>
    internal void Add(OutboxPage page)
    {
        lock (_lock)
        {
            foreach (var next in page.Events)
            {
                while (_count == _events.Length || (_count > 0 && _bytes + next.Bytes > mostBytes))
                {
                    DropOldest_NeedsLock();
                }

                _events[(_first + _count) % _events.Length] = next;
                _count++;
                _bytes += next.Bytes;
            }

            _mark = page.Last;
        }
    }

    /// <summary>What a reader wants of what is behind a number.</summary>
    /// <param name="after">The number; afterwards that up to which everything was looked at.</param>
    /// <param name="filter">What it wants.</param>
    /// <param name="limit">The most events.</param>
    /// <param name="bytes">The most bytes of bodies; a single one may be larger.</param>
    /// <param name="into">Takes them.</param>
    /// <returns><see langword="false"/> if some of it is not here any more; then nothing was taken.</returns>
    internal bool TryRead(ref long after, FeedFilter filter, int limit, long bytes, List<FeedEvent> into)
    {
        lock (_lock)
        {
            if (after < _floor)
            {
                return false;
            }

            long taken = 0;
            for (var i = FirstBehind_NeedsLock(after); i < _count; i++)
            {
                var next = _events[(_first + i) % _events.Length]!;
                if (!filter.Wants(next))
                {
                    continue;
                }

                if (into.Count == limit || (into.Count > 0 && taken + next.Payload.Length > bytes))
                {
                    after = into[^1].Seq;
                    return true;
                }

                into.Add(next);
                taken += next.Payload.Length;
            }

            // A reader that has seen more than this process (from another one, or before a crash of PostgreSQL) stays there.
            after = Math.Max(after, _mark);
            return true;
        }
    }

    private int FirstBehind_NeedsLock(long after)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_events[(_first + middle) % _events.Length]!.Seq <= after)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void DropOldest_NeedsLock()
    {
        var oldest = _events[_first]!;
        _events[_first] = null;
        _first = (_first + 1) % _events.Length;
        _count--;
        _bytes -= oldest.Bytes;
        _floor = oldest.Seq;
    }
}
