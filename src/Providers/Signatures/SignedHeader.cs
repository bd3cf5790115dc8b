using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers.Signatures;

/// <summary>Reads the headers that a signature is about. What was sent twice is refused: two readers could each believe another one.</summary>
internal static class SignedHeader
{
    /// <summary>The longest header that is taken apart.</summary>
    internal const int MaxChars = 8192;

    /// <summary>The longest id of a delivery.</summary>
    internal const int MaxIdChars = 255;

    /// <summary>More digits than any date needs, and no overflow.</summary>
    internal const int MaxTimestampDigits = 18;

    /// <summary>Reads a header that stands there at most once.</summary>
    /// <returns><see cref="SignatureFault.None"/>, also if it is absent: then the value is empty.</returns>
    internal static SignatureFault Read(IHeaderDictionary headers, string name, out string value)
    {
        var values = headers[name];
        value = values.Count == 1 ? values[0] ?? string.Empty : string.Empty;
        return values.Count > 1 ? SignatureFault.RepeatedHeader
            : value.Length > MaxChars ? SignatureFault.HeaderTooLong
            : SignatureFault.None;
    }

    /// <summary>Whether the text is a timestamp as schemes sign it: digits only, no sign, no space.</summary>
    internal static SignatureFault CheckTimestamp(ReadOnlySpan<char> text) =>
        text.IsEmpty ? SignatureFault.MissingTimestamp
        : text.Length > MaxTimestampDigits || text.ContainsAnyExceptInRange('0', '9') ? SignatureFault.MalformedTimestamp
        : SignatureFault.None;

    /// <summary>Whether a checked timestamp is near enough to now, in whole seconds, both ways.</summary>
    /// <param name="digits">A timestamp that <see cref="CheckTimestamp"/> has passed.</param>
    /// <param name="unitsPerSecond">1 for seconds, 1,000 for milliseconds.</param>
    /// <param name="now">The time by this cluster's clock.</param>
    /// <param name="tolerance">Zero: any timestamp.</param>
    internal static bool IsRecent(ReadOnlySpan<char> digits, long unitsPerSecond, DateTimeOffset now, TimeSpan tolerance) =>
        tolerance <= TimeSpan.Zero
        || Math.Abs(now.ToUnixTimeSeconds() - (ParseDigits(digits) / unitsPerSecond)) <= tolerance.Ticks / TimeSpan.TicksPerSecond;

    private static long ParseDigits(ReadOnlySpan<char> digits)
    {
        var number = 0L;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
