using Signalbox.Journal;

namespace Signalbox.Health;

/// <summary>Not ready while the append queue is full: another process may have room.</summary>
internal sealed class JournalReadiness(IJournal journal) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "append_queue";

    /// <inheritdoc/>
    public ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(journal.IsFull ? "The append queue is full." : null);
}
