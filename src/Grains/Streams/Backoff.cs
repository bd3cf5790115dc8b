namespace Signalbox.Streams;

/// <summary>When what failed is tried again: exponential, with jitter, so that what failed together does not retry together.</summary>
internal static class Backoff
{
    /// <param name="attempts">How often it has been tried; 1 or more.</param>
    /// <param name="first">The wait after the first attempt.</param>
    /// <param name="longest">The longest wait; also of the first.</param>
    /// <param name="chance">From 0 to 1; picks the jitter between −20 % and +20 %.</param>
    internal static TimeSpan After(int attempts, TimeSpan first, TimeSpan longest, double chance)
    {
        var doublings = Math.Min(attempts - 1, 40);
        var wait = Math.Min(first.TotalMilliseconds * Math.Pow(2, doublings), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (0.8 + (0.4 * chance)));
    }
}
