using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain's timer ticks, and how.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>For object initializers.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>A timer whose ticks wait their turn and do not keep the activation.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first tick.</summary>
    /// <value><see cref="TimeSpan.Zero"/> for at once, <see cref="Timeout.InfiniteTimeSpan"/> for not yet.</value>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a tick to the next.</summary>
    /// <value><see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</value>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks run at once, whatever request is running.</summary>
    /// <value>Default <see langword="false"/>: a tick waits its turn like a request.</value>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as use, so that the activation is not idle.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool KeepAlive { get; init; }
}
