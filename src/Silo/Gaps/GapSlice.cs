namespace Signalbox.Gaps;

/// <summary>A stretch of a provider's time that is compared with the journal in one go. In unix seconds, both ends included.</summary>
internal readonly record struct GapSlice(long From, long Until)
{
    /// <summary>How long the first slice of a process is.</summary>
    internal const long FirstLength = 3_600;

    private const long ShortestLength = 60;
    private const long LongestLength = 30 * 86_400;
    private const int ManyPages = 20;

    /// <summary>The next slice; <see langword="null"/> if everything is compared that is old enough.</summary>
    /// <param name="searchedTo">How far it was compared.</param>
    /// <param name="oldest">The provider lists nothing that is older.</param>
    /// <param name="newest">What is younger may still be on its way.</param>
    /// <param name="length">The most seconds of new ground.</param>
    /// <param name="overlap">How many seconds of old ground come with it.</param>
    internal static GapSlice? Next(long searchedTo, long oldest, long newest, long length, long overlap)
    {
        var known = Math.Max(searchedTo, oldest - 1);
        return newest <= known ? null : new GapSlice(Math.Max(oldest, known + 1 - overlap), Math.Min(newest, known + length));
    }

    /// <summary>
    /// How long the next slice may be, by what this one took: so short that not much is lost when a search ends in its middle, and so long that
    /// a quiet month does not take a request an hour.
    /// </summary>
    /// <param name="length">How long this one was allowed to be.</param>
    /// <param name="pages">How many pages it had.</param>
    internal static long LengthAfter(long length, int pages) => pages switch
    {
        <= 1 => Math.Min(LongestLength, length * 4),
        > ManyPages => Shorter(length),
        _ => length,
    };

    /// <summary>How long a slice may be after one that failed in its middle.</summary>
    internal static long Shorter(long length) => Math.Max(ShortestLength, length / 2);
}
