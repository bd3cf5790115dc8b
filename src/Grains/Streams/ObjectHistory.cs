namespace Signalbox.Streams;

/// <summary>
/// What a grain remembers of one object: how fresh its stored copy is, and the rivals of that copy while they are at hand. A cache of what
/// is in the database; dropped whenever a commit fails. Not thread-safe.
/// </summary>
internal sealed class ObjectHistory
{
    private RivalCopies? _rivals;

    /// <summary>An object as it is stored, or, if it is not, one that any copy is fresher than.</summary>
    internal ObjectHistory(ObjectVersion? stored)
    {
        Stored = stored ?? new ObjectVersion(long.MinValue, int.MinValue, IsDeleted: false, string.Empty, 0);
    }

    /// <summary>How fresh the stored copy is.</summary>
    internal ObjectVersion Stored { get; private set; }

    /// <summary>Whether this copy can be placed only together with its rivals, and they must be read from the journal first.</summary>
    internal bool NeedsRivals(in ObjectVersion copy) => _rivals is null && Freshness.Compare(copy, Stored) == 0 && copy.Stream == Stored.Stream;

    /// <summary>Whether the row already shows this copy of an event that was applied before, or one that is at least as fresh.</summary>
    internal bool Shows(in ObjectVersion copy)
    {
        var order = Freshness.Compare(copy, Stored);
        return order < 0 || (order == 0 && (copy.Stream != Stored.Stream || copy.Version == Stored.Version));
    }

    /// <summary>Gives the rivals of the stored copy, itself included.</summary>
    internal void SetRivals(IEnumerable<ObjectCopy> rivals)
    {
        _rivals = new RivalCopies();
        foreach (var rival in rivals)
        {
            _rivals.Add(rival);
        }
    }

    /// <summary>Forgets the rivals, to save memory; they are in the journal.</summary>
    internal void ForgetRivals() => _rivals = null;

    /// <summary>Takes in one more copy.</summary>
    /// <returns>The copy that is to be stored now, or <see langword="null"/> if the stored one remains the freshest.</returns>
    internal ObjectCopy? Offer(ObjectCopy copy, string stream)
    {
        var version = copy.VersionIn(stream);
        var order = Freshness.Compare(version, Stored);
        if (order < 0)
        {
            return null;
        }

        if (order > 0 || _rivals is null)
        {
            _rivals = new RivalCopies();
        }

        _rivals.Add(copy);
        var last = _rivals.Last();
        if (order == 0 && last.Version == Stored.Version && Stored.Stream == stream)
        {
            return null;
        }

        Stored = last.VersionIn(stream);
        return last;
    }
}
