using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>
/// The objects of a stream that were signalled and not read since. An object is due when no signal has come for a while, so that a burst is
/// one read; but not later than a longer while after its first signal, so that one that never falls silent is read as well. Bounded; pure
/// but for what it remembers. Not thread-safe.
/// </summary>
internal sealed class DirtyObjects(TimeSpan delay, TimeSpan longestDelay)
{
    /// <summary>The most objects remembered. What does not fit is found by the scan for provisional rows.</summary>
    internal const int Most = 1_000;

    private readonly Dictionary<ObjectKey, (DateTimeOffset First, DateTimeOffset Last)> _signals = [];

    /// <summary>How many there are.</summary>
    internal int Count => _signals.Count;

    /// <summary>When the next object is due; <see langword="null"/> if none is dirty.</summary>
    internal DateTimeOffset? NextDue => _signals.Count == 0 ? null : _signals.Values.Min(DueAt);

    /// <summary>Takes in a signal.</summary>
    internal SignalFate Add(ObjectKey key, DateTimeOffset now)
    {
        if (_signals.TryGetValue(key, out var known))
        {
            _signals[key] = (known.First, now);
            return SignalFate.Coalesced;
        }

        if (_signals.Count >= Most)
        {
            return SignalFate.Dropped;
        }

        _signals.Add(key, (now, now));
        return SignalFate.Added;
    }

    /// <summary>Takes out the objects that are due, the longest waiting first.</summary>
    internal List<ObjectKey> TakeDue(DateTimeOffset now, int most)
    {
        var due = _signals.Where(s => DueAt(s.Value) <= now).OrderBy(static s => s.Value.First).Take(most).Select(static s => s.Key).ToList();
        due.ForEach(key => _signals.Remove(key));
        return due;
    }

    /// <summary>Forgets them; the scan finds them.</summary>
    internal void Clear() => _signals.Clear();

    private DateTimeOffset DueAt((DateTimeOffset First, DateTimeOffset Last) signal)
    {
        var (quiet, latest) = (signal.Last + delay, signal.First + longestDelay);
        return quiet < latest ? quiet : latest;
    }
}

/// <summary>What became of a signal.</summary>
internal enum SignalFate
{
    /// <summary>The object will be read.</summary>
    Added = 1,

    /// <summary>The object was to be read already.</summary>
    Coalesced = 2,

    /// <summary>There is no room.</summary>
    Dropped = 3,
}
