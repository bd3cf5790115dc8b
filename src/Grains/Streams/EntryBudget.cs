namespace Signalbox.Streams;

/// <summary>
/// How many bytes of payload the grains of a process hold that are not applied yet. While it is used up nothing more is handed to them: when
/// applying is slower than accepting, events wait in the journal, where there is room, and the recovery scan finds them. Safe for concurrent use.
/// </summary>
internal sealed class EntryBudget
{
    /// <summary>The most bytes that may be held.</summary>
    internal const long MostBytes = 128L << 20;

    private long _held;

    /// <summary>Whether nothing more should be handed over.</summary>
    internal bool IsUsedUp => Volatile.Read(ref _held) >= MostBytes;

    /// <summary>How many bytes are held now.</summary>
    internal long Held => Volatile.Read(ref _held);

    /// <summary>Counts bytes that a grain holds from now on; a negative number, those that it no longer holds.</summary>
    internal void Add(long bytes) => Interlocked.Add(ref _held, bytes);
}
