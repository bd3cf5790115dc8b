namespace Signalbox.Deliveries;

/// <summary>The events that are sent, by their positions: read once for many destinations. Safe for any number of callers at once.</summary>
internal interface IOutgoingEvents
{
    /// <summary>Makes sure that these are at hand, in one read. Those that are not asked for soon may be forgotten again.</summary>
    Task PrepareAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken);

    /// <summary>An event.</summary>
    /// <returns><see langword="null"/> if the journal does not have it any more.</returns>
    ValueTask<OutgoingEvent?> GetAsync(long position, CancellationToken cancellationToken);
}
