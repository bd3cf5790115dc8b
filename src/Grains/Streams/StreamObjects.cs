namespace Signalbox.Streams;

/// <summary>The objects of a stream that its grain remembers, the most recently touched ones. Bounded; not thread-safe.</summary>
internal sealed class StreamObjects
{
    /// <summary>The most objects remembered.</summary>
    internal const int Most = 256;

    /// <summary>Of how many of them the rivals (whole event bodies) are kept at hand.</summary>
    internal const int MostWithRivals = 4;

    private readonly Dictionary<ObjectKey, LinkedListNode<(ObjectKey Key, ObjectHistory History)>> _byKey = [];
    private readonly LinkedList<(ObjectKey Key, ObjectHistory History)> _byUse = [];

    /// <summary>Whether the object is remembered.</summary>
    internal bool Knows(ObjectKey key) => _byKey.ContainsKey(key);

    /// <summary>The object's history; the object becomes the most recently touched.</summary>
    internal ObjectHistory this[ObjectKey key]
    {
        get
        {
            var node = _byKey[key];
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.History;
        }
    }

    /// <summary>Remembers an object as it is stored; <see langword="null"/> if it is not.</summary>
    internal void Learn(ObjectKey key, ObjectVersion? stored) => _byKey.TryAdd(key, _byUse.AddFirst((key, new ObjectHistory(stored))));

    /// <summary>Forgets what was not touched lately, down to the limits. To be called between folds.</summary>
    internal void Trim()
    {
        while (_byUse.Count > Most)
        {
            _byKey.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }

        foreach (var (_, history) in _byUse.Skip(MostWithRivals))
        {
            history.ForgetRivals();
        }
    }
}
