namespace Signalbox.Http;

/// <summary>A part of a list.</summary>
/// <param name="Items">The items of this page. May be fewer than asked for, even none, while there is more.</param>
/// <param name="More">Whether there may be more.</param>
/// <param name="NextCursor">What to send as <c>cursor</c> for the next page; null if there is no more.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, bool More, string? NextCursor)
{
    /// <summary>The page of a list of which one item more than the limit was read.</summary>
    /// <param name="read">At most <paramref name="limit"/> + 1 items.</param>
    /// <param name="limit">The most items of a page.</param>
    /// <param name="cursor">Makes the cursor that begins behind an item.</param>
    internal static Page<T> Of(IReadOnlyList<T> read, int limit, Func<T, string> cursor) => read.Count > limit
        ? new Page<T>([.. read.Take(limit)], More: true, cursor(read[limit - 1]))
        : new Page<T>(read, More: false, NextCursor: null);
}
