using System.Threading.RateLimiting;

namespace Signalbox.Ingress;

/// <summary>
/// What one source has of what all share: requests a second, bodies on their way in, events that wait for their append, lines in the log. The same
/// object as long as the process runs. Safe for concurrent use; on the way of an accepted request it allocates nothing.
/// </summary>
internal sealed class SourceShare : IDisposable
{
    private readonly TokenBucketRateLimiter _requests;
    private readonly LimitOptions _options;
    private readonly Lock _logLock = new();
    private long _bodyBytes;
    private long _waitingEvents;
    private long _waitingBytes;
    private long _sampledAt = long.MinValue;
    private long _logSecond;
    private int _logged;
    private long _unlogged;

    internal SourceShare(LimitOptions options)
    {
        _options = options;
        _requests = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            // Filled when it is asked, by the time that has passed.
            AutoReplenishment = false,
            QueueLimit = 0,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            TokenLimit = options.SourceBurst,
            TokensPerPeriod = options.SourceRequestsPerSecond,
        });
    }

    /// <summary>Whether one more request is within the source's rate.</summary>
    internal bool TryTakeRequest()
    {
        _requests.TryReplenish();
        using var lease = _requests.AttemptAcquire(1);
        return lease.IsAcquired;
    }

    /// <summary>Notes bytes of a body that is on its way in; negative: that it is not any more.</summary>
    /// <returns>All bytes of the source.</returns>
    internal long AddBody(long bytes) => Interlocked.Add(ref _bodyBytes, bytes);

    /// <summary>Reserves room among what waits for its append. A request may be larger than the share if nothing else of the source waits.</summary>
    /// <returns><see langword="false"/> if there is none; then nothing is to be given back.</returns>
    internal bool TryEnter(int events, long bytes)
    {
        var ofEvents = Interlocked.Add(ref _waitingEvents, events);
        var ofBytes = Interlocked.Add(ref _waitingBytes, bytes);
        if ((ofEvents <= _options.SourceWaitingEvents && ofBytes <= _options.SourceWaitingBytes) || ofEvents == events)
        {
            return true;
        }

        Leave(events, bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    internal void Leave(int events, long bytes)
    {
        Interlocked.Add(ref _waitingEvents, -events);
        Interlocked.Add(ref _waitingBytes, -bytes);
    }

    /// <summary>Whether a refused request of this moment is kept as a sample: at most one a second.</summary>
    internal bool MaySample(DateTimeOffset now)
    {
        var (last, ticks) = (Volatile.Read(ref _sampledAt), now.UtcTicks);
        return (last == long.MinValue || Math.Abs(ticks - last) >= TimeSpan.TicksPerSecond) && Interlocked.CompareExchange(ref _sampledAt, ticks, last) == last;
    }

    /// <summary>Whether a refusal of this moment has a line of its own in the log.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="unlogged">How many before it had none and are to be told now.</param>
    internal bool MayLog(DateTimeOffset now, out long unlogged)
    {
        unlogged = 0;
        lock (_logLock)
        {
            if (now.ToUnixTimeSeconds() != _logSecond)
            {
                (_logSecond, _logged, unlogged, _unlogged) = (now.ToUnixTimeSeconds(), 0, _unlogged, 0);
            }

            if (_logged < _options.LoggedRefusals)
            {
                _logged++;
                return true;
            }

            _unlogged++;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();
}
