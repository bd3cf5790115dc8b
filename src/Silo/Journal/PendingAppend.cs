using System.Diagnostics;

namespace Signalbox.Journal;

/// <summary>One event in the append queue, with whoever waits for its outcome.</summary>
internal sealed class PendingAppend(IncomingEvent incoming)
{
    private readonly TaskCompletionSource<AppendOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal IncomingEvent Incoming { get; } = incoming;

    /// <summary>When it was queued (<see cref="Stopwatch"/> ticks).</summary>
    internal long QueuedAt { get; } = Stopwatch.GetTimestamp();

    internal Task<AppendOutcome> Outcome => _outcome.Task;

    internal void Complete(AppendOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Completes the second copy of an event once the first is: it is a duplicate if that one is stored.</summary>
    internal void CompleteLike(PendingAppend first) =>
        Complete(first.Outcome.Result is AppendOutcome.Appended or AppendOutcome.Duplicate ? AppendOutcome.Duplicate : first.Outcome.Result);
}
