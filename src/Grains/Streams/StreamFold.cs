using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>Folds waiting events of one stream into the rows that they change: each object's row at most once. Pure but for the state given.</summary>
internal sealed class StreamFold(StreamKey key, string stream, IProjection projection, StreamObjects objects, IReadOnlyList<JournalEntry> entries)
{
    private readonly List<ObjectCopy> _copies = entries.Select(projection.Read).OfType<ObjectCopy>().ToList();

    /// <summary>The objects that must be learned before <see cref="Rows"/>.</summary>
    internal List<ObjectKey> Unknown() => _copies.Select(static c => c.Key).Where(k => !objects.Knows(k)).Distinct().ToList();

    /// <summary>The copies whose rivals must be known before <see cref="Rows"/>: they share second and phase with the stored copy.</summary>
    internal List<ObjectCopy> WithoutRivals() => _copies.FindAll(c => objects[c.Key].NeedsRivals(c.VersionIn(stream)));

    /// <summary>Takes the copies in and gives the rows to store.</summary>
    internal List<ProjectionRow> Rows()
    {
        var freshest = new Dictionary<ObjectKey, ObjectCopy>();
        foreach (var copy in _copies)
        {
            if (objects[copy.Key].Offer(copy, stream) is { } stored)
            {
                freshest[copy.Key] = stored;
            }
        }

        return freshest.Values.Select(copy => projection.ToRow(copy, key)).ToList();
    }
}
