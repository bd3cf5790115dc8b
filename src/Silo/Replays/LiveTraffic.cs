using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Replays;

/// <summary>Whether this process is behind with live events, so that replays stand back. Safe for concurrent use.</summary>
internal sealed class LiveTraffic(IJournal journal, EntryBudget budget, TimeProvider time)
{
    /// <summary>The bytes of events that wait to be applied above which live traffic counts as behind.</summary>
    internal const long MostWaiting = 1 << 20;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Under traffic that never lets up a replay still gets on, a page each time.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    internal bool IsBehind => journal.IsFull || budget.Held > MostWaiting;

    /// <summary>Waits until live traffic is not behind, or for two seconds.</summary>
    internal async Task LetPassAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; IsBehind && waited < LongestWait; waited += LookInterval)
        {
            await Task.Delay(LookInterval, time, cancellationToken);
        }
    }
}
