namespace Signalbox.Sandbox.Requests;

/// <summary>What became of a request for a key.</summary>
internal abstract record KeyClaim
{
    /// <summary>The key is the caller's until it completes or releases it.</summary>
    internal sealed record Claimed : KeyClaim;

    /// <summary>The request was answered before.</summary>
    internal sealed record Replay(Answer Answer, string RequestId) : KeyClaim;

    /// <summary>The key was used for another request.</summary>
    internal sealed record OtherRequest : KeyClaim;

    /// <summary>The first request with the key is still running.</summary>
    internal sealed record InUse : KeyClaim;
}

/// <summary>
/// Answers by idempotency key, kept for 24 hours as Stripe does (https://docs.stripe.com/api/idempotent_requests). Safe for any number of
/// callers at once.
/// </summary>
internal sealed class IdempotencyKeys(TimeProvider time)
{
    /// <summary>How many keys are kept; the oldest go first.</summary>
    internal const int MaxKeys = 500_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byKey = [];
    private readonly Queue<(string Key, Entry Entry)> _order = [];

    internal KeyClaim Claim(string key, string request, string requestId)
    {
        lock (_gate)
        {
            DropOld_NeedsLock();
            if (_byKey.TryGetValue(key, out var known))
            {
                return known switch
                {
                    _ when known.Request != request => new KeyClaim.OtherRequest(),
                    { Answer: { } answer } => new KeyClaim.Replay(answer, known.RequestId),
                    _ => new KeyClaim.InUse(),
                };
            }

            var entry = new Entry(request, requestId, time.GetUtcNow());
            _byKey.Add(key, entry);
            _order.Enqueue((key, entry));
            return new KeyClaim.Claimed();
        }
    }

    internal void Complete(string key, Answer answer)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var entry))
            {
                entry.Answer = answer;
            }
        }
    }

    /// <summary>Nothing was executed: the key is as if it had never been used.</summary>
    internal void Release(string key)
    {
        lock (_gate)
        {
            _byKey.Remove(key);
        }
    }

    private void DropOld_NeedsLock()
    {
        var oldest = time.GetUtcNow() - Kept;
        while (_order.TryPeek(out var first) && (first.Entry.At < oldest || _order.Count >= MaxKeys))
        {
            _order.Dequeue();

            // A key that was released and claimed again has a newer entry, further back in the queue.
            if (_byKey.TryGetValue(first.Key, out var entry) && ReferenceEquals(entry, first.Entry))
            {
                _byKey.Remove(first.Key);
            }
        }
    }

    private sealed class Entry(string request, string requestId, DateTimeOffset at)
    {
        internal string Request => request;

        internal string RequestId => requestId;

        internal DateTimeOffset At => at;

        internal Answer? Answer { get; set; }
    }
}
