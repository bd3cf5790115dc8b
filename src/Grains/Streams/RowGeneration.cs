namespace Signalbox.Streams;

/// <summary>Tells the grains of this process that rows may have been exchanged under them, so that they forget what they know of rows. Safe for concurrent use.</summary>
internal sealed class RowGeneration
{
    private int _number;

    /// <summary>Another number after each exchange.</summary>
    internal int Number => Volatile.Read(ref _number);

    /// <summary>The rows are others now.</summary>
    internal void Raise() => Interlocked.Increment(ref _number);
}
