using Orleans.Concurrency;

namespace Signalbox.Calls;

/// <summary>
/// Hands out the permits of one rate limit of an account. The grain's key is <c>{account}/{limit class}</c>. How many there are is decided by
/// a compare-and-swap on a row: any number of activations and processes together stay within the limit. The grain only knows who waits.
/// </summary>
[Alias("signalbox.rate-limiter.v1")]
public interface IRateLimiterGrain : IGrainWithStringKey
{
    /// <summary>Waits for a permit, first come first served within its priority.</summary>
    /// <param name="request">What is asked for; its patience is cut to 10 minutes.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    // Interleaves: it only joins the queue and waits there; one pump at a time reserves.
    [AlwaysInterleave, ResponseTimeout("00:11:00"), Alias("Acquire")]
    Task<PermitGrant> AcquireAsync(PermitRequest request, CancellationToken cancellationToken);

    /// <summary>The provider refused a request for its rate: nobody gets a permit for a while, then fewer than before. On return it is on disk.</summary>
    /// <param name="retryAfter">What the provider asked for; <see langword="null"/> if it did not say.</param>
    /// <param name="cancellationToken">Stops waiting; the outcome is then unknown.</param>
    [AlwaysInterleave, Alias("Pause")]
    Task PauseAsync(TimeSpan? retryAfter, CancellationToken cancellationToken);

    /// <summary>Where the limit stands.</summary>
    [AlwaysInterleave, Alias("GetStatus")]
    Task<LimiterStatus> GetStatusAsync(CancellationToken cancellationToken);
}
