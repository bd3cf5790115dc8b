using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>
/// Keeps what the provider's API answered about objects. Note the revisions, ask the provider, keep the answer: it is written only if nobody
/// wrote the row meanwhile. What an event signalled under way therefore always wins, and another read is due. No clock and no lease: two
/// reads at once, a late answer or a dead process cost another read, never a wrong row. Safe for concurrent use.
/// </summary>
internal interface IObjectStore
{
    /// <summary>The objects that there are rows of, as they stand now; to be noted before the request is sent. What has no row is missing.</summary>
    Task<IReadOnlyDictionary<ObjectKey, ObjectRevision>> RevisionsAsync(
        string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Writes each copy whose row is still as it was noted, as confirmed. A deleted object stays deleted. On return it is on disk.
    /// </summary>
    /// <param name="rows">Copies of one account, each object once.</param>
    /// <param name="cancellationToken">Stops waiting; what was written is then unknown, and may be kept again.</param>
    /// <returns>The objects whose copies were written; of the others the row was written since, or there is one now.</returns>
    /// <exception cref="ArgumentException">The rows are of several accounts, or have an object twice.</exception>
    Task<IReadOnlySet<ObjectKey>> KeepAsync(IReadOnlyList<ObservedRow> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that objects may have changed at the provider: their rows become provisional, and whoever noted a revision before this keeps
    /// nothing. On return it is on disk. Objects without a row are passed over.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="keys">The objects.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been written, and may be noted again.</param>
    Task SignalAsync(string account, IReadOnlyCollection<ObjectKey> keys, CancellationToken cancellationToken);
}

/// <summary>How a row stands.</summary>
/// <param name="Number">How often it was written; 1 or more.</param>
/// <param name="IsProvisional">Whether something was signalled since an answer of the provider's API confirmed it, or none did.</param>
/// <param name="Livemode">Whether the object is of the provider's live mode.</param>
/// <param name="IsDeleted">Whether an event or an answer of the provider said that it was deleted.</param>
internal readonly record struct ObjectRevision(long Number, bool IsProvisional, bool Livemode, bool IsDeleted = false);

/// <summary>A copy to keep.</summary>
/// <param name="Object">What the provider answered.</param>
/// <param name="Revision">The row's revision as noted before the request; 0 if there was none.</param>
internal sealed record ObservedRow(ObservedObject Object, long Revision);
