namespace Signalbox.Ingress;

/// <summary>How many bytes of bodies may be on their way in at once, whoever sends them: nobody is known before the last byte. Safe for concurrent use.</summary>
internal sealed class BodyBudget
{
    /// <summary>The most bytes.</summary>
    internal const long MostBytes = 128L << 20;

    private long _taken;

    /// <summary>Reserves room for a body.</summary>
    /// <returns><see langword="false"/> if there is none; then nothing is to be given back.</returns>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= MostBytes)
        {
            return true;
        }

        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    internal void GiveBack(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
