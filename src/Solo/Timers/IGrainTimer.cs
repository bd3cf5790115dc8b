namespace Orleans.Runtime;

/// <summary>A timer of an activation. Disposing it stops it; a tick that runs is not waited for, but its token is cancelled.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when it ticks. Called from a tick, it takes effect when the tick ends.</summary>
    /// <param name="dueTime">Until the next tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="period">From the end of that tick to the one after; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
