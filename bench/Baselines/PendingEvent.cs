namespace Signalbox.Bench.Baselines;

/// <summary>An event that waits for its batch's commit.</summary>
internal sealed class PendingEvent(string eventId, byte[] body) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    internal string EventId => eventId;

    internal byte[] Body => body;
}
