namespace Signalbox.Bench.Load.Generating;

/// <summary>
/// Rendered requests, one behind the other in a few large blocks that the garbage collector never has to look into. Written by one thread,
/// then read.
/// </summary>
internal sealed class RequestStore(int capacity)
{
    private const int BlockBytes = 16 << 20;

    private readonly List<byte[]> _blocks = [];
    private readonly Slot[] _slots = new Slot[capacity];
    private int _used = BlockBytes;

    internal int Count { get; private set; }

    /// <summary>The request, to be read or signed.</summary>
    internal Span<byte> this[int index]
    {
        get
        {
            var slot = _slots[index];
            return _blocks[slot.Block].AsSpan(slot.Offset, slot.Length);
        }
    }

    /// <summary>Room for the next request.</summary>
    internal Span<byte> Add(int length)
    {
        if (_used + length > BlockBytes)
        {
            _blocks.Add(GC.AllocateUninitializedArray<byte>(BlockBytes));
            _used = 0;
        }

        _slots[Count++] = new Slot(_blocks.Count - 1, _used, length);
        var room = _blocks[^1].AsSpan(_used, length);
        _used += length;
        return room;
    }

    private readonly record struct Slot(int Block, int Offset, int Length);
}
