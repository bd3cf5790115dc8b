namespace Signalbox.Operations;

/// <summary>
/// Counts how often a request has truly left for the provider: behind the limiter, the breaker and the retries, which may refuse a request
/// before it was sent at all, or after. Thread-safe.
/// </summary>
internal sealed class SentRequests
{
    private static readonly HttpRequestOptionsKey<SentRequests> Key = new("signalbox.sent-requests");

    private int _count;

    /// <summary>How many have left so far; what comes of them is another matter.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Has this request counted.</summary>
    internal void Follow(HttpRequestMessage request) => request.Options.Set(Key, this);

    /// <summary>The last handler before the connection.</summary>
    internal sealed class Handler : DelegatingHandler
    {
        /// <inheritdoc/>
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Options.TryGetValue(Key, out var sent))
            {
                Interlocked.Increment(ref sent._count);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
