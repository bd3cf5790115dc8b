using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Signalbox.Http;

/// <summary>Reads times in requests.</summary>
internal static class Moment
{
    // Without a zone the answer would depend on where the server stands, hence UTC.
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>Reads a time in ISO 8601, of the years 1970 to 2199.</summary>
    internal static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && time.Year is >= 1970 and < 2200;
}
