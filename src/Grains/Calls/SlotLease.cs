namespace Signalbox.Calls;

/// <summary>How long slots of a concurrency limit are a process's own.</summary>
/// <param name="Length">From the process's last look at the row; then another process may have them.</param>
/// <param name="Use">How long before that end a slot is taken for a request at the latest: longer than the request can last.</param>
internal readonly record struct SlotLease(TimeSpan Length, TimeSpan Use)
{
    /// <summary>The lease for requests that last so long at most.</summary>
    internal static SlotLease For(TimeSpan attempt)
    {
        // A second for the attempt's end to be noticed, and as long again as the attempt for renewals to fail in.
        var use = attempt + TimeSpan.FromSeconds(1);
        return new SlotLease((use * 2) + TimeSpan.FromSeconds(5), use);
    }
}
