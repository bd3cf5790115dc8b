using Signalbox.Journal;

namespace Signalbox.Publishing;

/// <summary>Publishes what Signalbox tells of itself. Safe for any number of callers at once.</summary>
internal interface IOwnEvents
{
    /// <summary>Appends an event of the account <c>signalbox</c>, of no tenant. It is applied and delivered like any other.</summary>
    /// <param name="type">One of <see cref="OwnEventTypes"/>.</param>
    /// <param name="stream">What orders it, such as <see cref="OwnEventTypes.StreamOf"/>.</param>
    /// <param name="id">Its id, 1 to 255 characters: of two with the same id the second is a duplicate, so that it can be tried again.</param>
    /// <param name="data">What there is to tell: one JSON value.</param>
    /// <param name="cancellationToken">Gives up waiting; the event may be appended all the same.</param>
    /// <returns>Whether it is on disk. If not, call again with the same id.</returns>
    Task<AppendOutcome> PublishAsync(string type, string stream, string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
