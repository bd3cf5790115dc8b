namespace Signalbox.Ingress;

/// <summary>
/// How many bytes of bodies that are not complete yet may be in memory at once, whoever sends them: nobody is known before the last byte. Once half of it is taken
/// each source has an eighth at most, so that a flood on one leaves room for the others. Safe for concurrent use.
/// </summary>
internal sealed class BodyBudget
{
    /// <summary>The most bytes.</summary>
    internal const long MostBytes = 128L << 20;

    /// <summary>From this many bytes on each source has a bounded share.</summary>
    internal const long BusyBytes = MostBytes / 2;

    /// <summary>The most bytes of one source while it is busy.</summary>
    internal const long BusyShareBytes = MostBytes / 8;

    private long _taken;

    /// <summary>Reserves room for a body.</summary>
    /// <returns><see langword="false"/> if there is none; then nothing is to be given back.</returns>
    internal bool TryTake(SourceShare share, long bytes)
    {
        var (all, ofSource) = (Interlocked.Add(ref _taken, bytes), share.AddBody(bytes));
        if (all <= BusyBytes || (all <= MostBytes && ofSource <= BusyShareBytes))
        {
            return true;
        }

        GiveBack(share, bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    internal void GiveBack(SourceShare share, long bytes)
    {
        share.AddBody(-bytes);
        Interlocked.Add(ref _taken, -bytes);
    }
}
