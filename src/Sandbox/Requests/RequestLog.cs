namespace Signalbox.Sandbox.Requests;

/// <summary>One request as it arrived, and what became of it.</summary>
internal sealed class LoggedRequest(long sequence, DateTimeOffset arrivedAt, string requestId, string method, string path, string? idempotencyKey)
{
    public long Sequence => sequence;

    public DateTimeOffset ArrivedAt => arrivedAt;

    public string RequestId => requestId;

    public string Method => method;

    public string Path => path;

    public string? IdempotencyKey => idempotencyKey;

    /// <summary>Null while it runs, and for one that never got an answer.</summary>
    public int? Status { get; internal set; }

    /// <summary>Whether a former answer was repeated.</summary>
    public bool Replayed { get; internal set; }

    /// <summary>The fault that it met.</summary>
    public string? Fault { get; internal set; }
}

/// <summary>Every request to the API, whatever became of it. Safe for any number of callers at once.</summary>
internal sealed class RequestLog(TimeProvider time)
{
    /// <summary>How many are kept; the oldest go first.</summary>
    internal const int MaxRequests = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<LoggedRequest> _requests = [];
    private long _sequence;

    internal LoggedRequest Arrived(string requestId, string method, string path, string? idempotencyKey)
    {
        lock (_gate)
        {
            if (_requests.Count == MaxRequests)
            {
                _requests.Dequeue();
            }

            var request = new LoggedRequest(++_sequence, time.GetUtcNow(), requestId, method, path, idempotencyKey);
            _requests.Enqueue(request);
            return request;
        }
    }

    /// <summary>Oldest first.</summary>
    /// <param name="since">Only those that arrived then or later.</param>
    /// <param name="path">Only those whose path begins so; null: all.</param>
    internal LoggedRequest[] Since(DateTimeOffset since, string? path)
    {
        lock (_gate)
        {
            return [.. _requests.Where(one => one.ArrivedAt >= since && (path is null || one.Path.StartsWith(path, StringComparison.Ordinal)))];
        }
    }

    /// <summary>The most that arrived within any stretch of time of this length.</summary>
    internal static int MostWithin(IReadOnlyList<LoggedRequest> requests, TimeSpan window)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < requests.Count; last++)
        {
            while (requests[last].ArrivedAt - requests[first].ArrivedAt >= window)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
