using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>Folds waiting events of one stream into the rows that they change: each object's row at most once. Pure but for the state given.</summary>
/// <param name="key">The stream.</param>
/// <param name="stream">The same as text.</param>
/// <param name="projection">Reads the events.</param>
/// <param name="objects">What is known of the objects.</param>
/// <param name="entries">The events.</param>
/// <param name="signals">Whether the account's objects can be read, so that each event is a signal to do so.</param>
internal sealed class StreamFold(StreamKey key, string stream, IProjection projection, StreamObjects objects, IReadOnlyList<JournalEntry> entries, bool signals = false)
{
    private readonly List<ObjectCopy> _copies = CopiesOf(entries, projection, signals);

    /// <summary>The copies that came with other events, in the form of those folded.</summary>
    internal List<ObjectCopy> Read(IReadOnlyList<JournalEntry> others) => CopiesOf(others, projection, signals);

    /// <summary>The objects that must be learned before <see cref="Rows"/>.</summary>
    internal List<ObjectKey> Unknown() => _copies.Select(static c => c.Key).Where(k => !objects.Knows(k)).Distinct().ToList();

    /// <summary>The copies whose rivals must be known before <see cref="Rows"/>: they share second and phase with the stored copy.</summary>
    internal List<ObjectCopy> WithoutRivals() => _copies.FindAll(c => objects[c.Key].NeedsRivals(c.VersionIn(stream)));

    /// <summary>The objects that the events say have changed, whatever becomes of the copies; none if nobody asked for them.</summary>
    internal List<ObjectSignal> Signals() => !signals ? [] : _copies.GroupBy(static c => c.Key).Select(c => new ObjectSignal(key, c.Key, TheOnly(c))).ToList();

    /// <summary>
    /// Leaves out the copies that the rows show already, of events that are applied once more: staler ones, the stored one itself, and those as
    /// fresh as one of another stream. To be called once the objects are learned.
    /// </summary>
    /// <returns>The versions of the events whose copies are left.</returns>
    internal HashSet<long> LeaveOutStored()
    {
        _copies.RemoveAll(copy => objects[copy.Key].Shows(copy.VersionIn(stream)));
        return [.. _copies.Select(static c => c.Version)];
    }

    /// <summary>Takes the copies in and gives the rows to store.</summary>
    internal List<ProjectionRow> Rows() => Freshest().Values.Select(copy => projection.ToRow(copy, key)).ToList();

    /// <summary>Takes the copies in and gives those to store, of each object at most one.</summary>
    internal Dictionary<ObjectKey, ObjectCopy> Freshest()
    {
        var freshest = new Dictionary<ObjectKey, ObjectCopy>();
        foreach (var copy in _copies)
        {
            if (objects[copy.Key].Offer(copy, stream) is { } stored)
            {
                freshest[copy.Key] = stored;
            }
        }

        return freshest;
    }

    /// <summary>The versions of the events that say something of rows that are merged.</summary>
    internal HashSet<long> WithFacts() => [.. entries.Where(e => projection.Facts(e).Count > 0).Select(static e => e.Version)];

    /// <summary>What the events say of rows that are merged.</summary>
    internal IReadOnlyList<Fact> Facts()
    {
        List<Fact>? facts = null;
        foreach (var entry in entries)
        {
            var added = projection.Facts(entry);
            if (added.Count > 0)
            {
                (facts ??= []).AddRange(added);
            }
        }

        return facts ?? (IReadOnlyList<Fact>)[];
    }

    private static List<ObjectCopy> CopiesOf(IReadOnlyList<JournalEntry> entries, IProjection projection, bool signals) =>
        entries.Select(projection.Read).OfType<ObjectCopy>().Select(copy => signals ? copy.Compact() : copy).ToList();

    private static string? TheOnly(IEnumerable<ObjectCopy> copies) => copies.Take(2).ToList() is [var only] ? Encoding.UTF8.GetString(only.Fields.Raw.Span) : null;
}
