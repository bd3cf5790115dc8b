namespace Signalbox.Streams;

/// <summary>
/// Copies of one object that share their second and their phase of life, so that only the chain of previous attributes can tell which is
/// the last. The answer does not depend on the order in which they are added. Not thread-safe.
/// </summary>
internal sealed class RivalCopies
{
    /// <summary>The most copies compared; of more than this in one second, the later arrivals are not taken into account.</summary>
    internal const int Most = 512;

    // Paths through the copies are searched only while there are few of them.
    private const int MostForPaths = 12;

    private readonly List<Rival> _rivals = [];

    /// <summary>Adds a copy, unless it is here already.</summary>
    internal void Add(ObjectCopy copy)
    {
        if (_rivals.Count >= Most || _rivals.Exists(r => r.Copy.Version == copy.Version))
        {
            return;
        }

        var added = new Rival(copy);
        foreach (var rival in _rivals)
        {
            rival.IsFollowed = rival.IsFollowed || copy.Follows(rival.Copy);
            added.IsFollowed = added.IsFollowed || rival.Copy.Follows(copy);
        }

        _rivals.Add(added);
    }

    /// <summary>
    /// The last of the copies: the end of the path that leads through all of them, each following the one before. Where no or several ends
    /// are possible (an event is missing still, or the provider sent no previous attributes), the greatest event id among them.
    /// </summary>
    internal ObjectCopy Last()
    {
        // A copy that none follows is where the path ends; if there are several, an event in between is still missing.
        var ends = _rivals.Where(static r => !r.IsFollowed).Select(static r => r.Copy).ToList();

        // If every copy is followed, the values went in a circle (active, past due, active): look for the path itself.
        if (ends.Count == 0)
        {
            ends = _rivals.Count <= MostForPaths ? PathEnds() : _rivals.ConvertAll(static r => r.Copy);
        }

        return ends.Aggregate(static (a, b) => string.CompareOrdinal(a.EventId, b.EventId) >= 0 ? a : b);
    }

    /// <summary>The ends of the paths that visit every copy once (dynamic programming over subsets); all copies, if there is no such path.</summary>
    private List<ObjectCopy> PathEnds()
    {
        var all = (1 << _rivals.Count) - 1;
        var followers = _rivals.ConvertAll(r => FollowersOf(r.Copy));
        var endsOf = new int[all + 1];
        for (var i = 0; i < followers.Count; i++)
        {
            endsOf[1 << i] = 1 << i;
        }

        for (var visited = 1; visited <= all; visited++)
        {
            for (var i = 0; i < followers.Count; i++)
            {
                if ((endsOf[visited] & (1 << i)) == 0)
                {
                    continue;
                }

                for (var next = followers[i] & ~visited; next != 0; next &= next - 1)
                {
                    endsOf[visited | (next & -next)] |= next & -next;
                }
            }
        }

        var ends = endsOf[all] == 0 ? all : endsOf[all];
        return _rivals.Where((_, i) => (ends & (1 << i)) != 0).Select(static r => r.Copy).ToList();
    }

    private int FollowersOf(ObjectCopy copy)
    {
        var followers = 0;
        for (var i = 0; i < _rivals.Count; i++)
        {
            followers |= _rivals[i].Copy != copy && _rivals[i].Copy.Follows(copy) ? 1 << i : 0;
        }

        return followers;
    }

    private sealed class Rival(ObjectCopy copy)
    {
        internal ObjectCopy Copy { get; } = copy;

        internal bool IsFollowed { get; set; }
    }
}
