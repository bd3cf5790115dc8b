using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>
/// Folds a stream's events from the beginning, as if there were no rows, and keeps the freshest copy of each object. Pure; not thread-safe.
/// </summary>
/// <param name="key">The stream.</param>
/// <param name="projection">Reads the events.</param>
/// <param name="compact">Whether copies are without white space, as where the provider's answers are compared with them.</param>
internal sealed class StreamRebuild(StreamKey key, IProjection projection, bool compact)
{
    /// <summary>The most objects that a stream may be about.</summary>
    internal const int MostObjects = 50_000;

    /// <summary>The most bytes that their copies may have.</summary>
    internal const long MostBytes = 64L << 20;

    private readonly string _stream = key.ToString();
    private readonly StreamObjects _objects = new();
    private readonly Dictionary<ObjectKey, ObjectCopy> _freshest = [];
    private long _bytes;

    /// <summary>The version of the last event read.</summary>
    internal long ReadTo { get; private set; }

    /// <summary>How many events were read.</summary>
    internal int Events { get; private set; }

    /// <summary>Whether an event says something of a row that is merged.</summary>
    internal bool HasFacts { get; private set; }

    /// <summary>Whether it is about more than can be held; what is read then is not whole.</summary>
    internal bool IsTooLarge => _freshest.Count > MostObjects || _bytes > MostBytes;

    /// <summary>The freshest copy of each object.</summary>
    internal IReadOnlyDictionary<ObjectKey, ObjectCopy> Freshest => _freshest;

    /// <summary>Takes in the events that follow.</summary>
    internal void Add(IReadOnlyList<JournalEntry> entries)
    {
        var fold = new StreamFold(key, _stream, projection, _objects, entries, compact);
        foreach (var unknown in fold.Unknown())
        {
            _objects.Learn(unknown, stored: null);
        }

        foreach (var (objectKey, copy) in fold.Freshest())
        {
            _bytes += copy.Fields.Raw.Length - (_freshest.TryGetValue(objectKey, out var before) ? before.Fields.Raw.Length : 0);
            _freshest[objectKey] = copy;
        }

        HasFacts |= fold.WithFacts().Count > 0;
        Events += entries.Count;
        ReadTo = entries[^1].Version;
    }

    /// <summary>How fresh the object's freshest copy is; <see langword="null"/> if no event is about it.</summary>
    internal ObjectVersion? VersionOf(ObjectKey objectKey, string stream) => _freshest.TryGetValue(objectKey, out var copy) ? copy.VersionIn(stream) : null;

    /// <summary>The row that shows it.</summary>
    internal ProjectionRow RowOf(ObjectKey objectKey) => projection.ToRow(_freshest[objectKey], key);
}
