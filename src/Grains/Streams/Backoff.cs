namespace Signalbox.Streams;

/// <summary>When a failed event is tried again: exponential, with jitter, so that streams that failed together do not retry together.</summary>
internal static class Backoff
{
    /// <param name="attempts">How often it has been tried; 1 or more.</param>
    /// <param name="options">First and longest wait.</param>
    /// <param name="chance">From 0 to 1; picks the jitter between −20 % and +20 %.</param>
    internal static TimeSpan After(int attempts, StreamOptions options, double chance)
    {
        var doublings = Math.Min(attempts - 1, 40);
        var wait = Math.Min(options.FirstRetry.TotalMilliseconds * Math.Pow(2, doublings), options.LongestRetry.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (0.8 + (0.4 * chance)));
    }
}
