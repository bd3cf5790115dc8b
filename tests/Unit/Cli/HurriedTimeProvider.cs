using System.Collections.Concurrent;

namespace Signalbox.Tests.Unit.Cli;

/// <summary>A clock on which every wait is over at once; it remembers how long each should have been.</summary>
internal sealed class HurriedTimeProvider : TimeProvider
{
    internal ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
