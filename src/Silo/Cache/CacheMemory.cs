namespace Signalbox.Cache;

/// <summary>The entries, bounded by number and by bytes; the least recently used goes first. Safe for any number of callers at once.</summary>
/// <param name="mostEntries">The most entries.</param>
/// <param name="mostBytes">The most bytes of all together.</param>
internal sealed class CacheMemory(int mostEntries, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, LinkedListNode<(CacheKey Key, CacheEntry Entry)>> _nodes = [];
    private readonly LinkedList<(CacheKey Key, CacheEntry Entry)> _byUse = new();
    private long _bytes;

    /// <summary>How many there are.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _nodes.Count;
            }
        }
    }

    /// <summary>What they take.</summary>
    internal long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Finds an entry, which counts as a use of it.</summary>
    internal CacheEntry? Find(CacheKey key)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Entry;
        }
    }

    /// <summary>Puts an entry in the place of the one that there is, and as many out as are then too many.</summary>
    /// <returns>How many others went for it. One that is larger than all may be is not kept, and nothing goes for it.</returns>
    internal int Put(CacheKey key, CacheEntry entry)
    {
        lock (_gate)
        {
            Remove_NeedsLock(key);
            var size = entry.BytesUnder(key);
            if (size > mostBytes)
            {
                return 0;
            }

            var evicted = 0;
            while (_nodes.Count >= mostEntries || _bytes + size > mostBytes)
            {
                Remove_NeedsLock(_byUse.Last!.Value.Key);
                evicted++;
            }

            _nodes.Add(key, _byUse.AddFirst((key, entry)));
            _bytes += size;
            return evicted;
        }
    }

    /// <summary>Replaces an entry by the same answer, unless there is another one by now.</summary>
    internal void Renew(CacheKey key, CacheEntry old, CacheEntry renewed)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(key, out var node) && ReferenceEquals(node.Value.Entry, old))
            {
                node.Value = (key, renewed);
            }
        }
    }

    /// <summary>Forgets an entry, unless there is another one by now.</summary>
    /// <param name="key">What it is of.</param>
    /// <param name="entry">The entry; <see langword="null"/> for whichever there is.</param>
    internal void Remove(CacheKey key, CacheEntry? entry = null)
    {
        lock (_gate)
        {
            if (entry is null || (_nodes.TryGetValue(key, out var node) && ReferenceEquals(node.Value.Entry, entry)))
            {
                Remove_NeedsLock(key);
            }
        }
    }

    private void Remove_NeedsLock(CacheKey key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _bytes -= node.Value.Entry.BytesUnder(key);
        }
    }
}
