namespace Signalbox.Bench.Baselines;

/// <summary>Where accepted events go. Safe for any number of callers at once.</summary>
internal interface IEventSink
{
    /// <summary>Returns when the event is on disk.</summary>
    Task AddAsync(string eventId, byte[] body, CancellationToken cancellationToken);
}
