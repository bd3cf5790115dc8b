namespace Signalbox.Sandbox.Requests;

/// <summary>How many requests are let in within any stretch of time of a given length.</summary>
/// <param name="Requests">At least 1.</param>
/// <param name="Window">Above zero.</param>
/// <param name="RetryAfterSeconds">What a refused caller is told to wait; null: nothing.</param>
internal sealed record RequestLimitRule(int Requests, TimeSpan Window, int? RetryAfterSeconds);

/// <summary>The account's rate limit: an exact sliding window, so that nothing above the limit passes unseen. Safe for any number of callers at once.</summary>
internal sealed class RequestLimit(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _admitted = [];
    private RequestLimitRule? _rule;

    /// <summary>Null: no limit.</summary>
    internal RequestLimitRule? Rule
    {
        get
        {
            lock (_gate)
            {
                return _rule;
            }
        }

        set
        {
            lock (_gate)
            {
                _rule = value;
                _admitted.Clear();
            }
        }
    }

    /// <returns>The rule that refuses the request, or null when it is let in.</returns>
    internal RequestLimitRule? Refuses()
    {
        lock (_gate)
        {
            if (_rule is null)
            {
                return null;
            }

            var now = time.GetTimestamp();
            while (_admitted.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= _rule.Window)
            {
                _admitted.Dequeue();
            }

            if (_admitted.Count >= _rule.Requests)
            {
                return _rule;
            }

            _admitted.Enqueue(now);
            return null;
        }
    }
}
