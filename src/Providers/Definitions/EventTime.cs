using System.Diagnostics;
using System.Globalization;

namespace Signalbox.Providers.Definitions;

/// <summary>Reads the time of an event.</summary>
internal static class EventTime
{
    // 9999-12-31T23:59:59Z: what comes later is no date.
    private const long LastUnixSecond = 253_402_300_799;

    /// <returns>Unix seconds; 0 if the text is no time since 1970: an event is not lost for its date.</returns>
    internal static long Parse(string text, TimeFormat format)
    {
        var seconds = format switch
        {
            TimeFormat.Unix => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Whole(number) : 0,
            TimeFormat.UnixMs => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Whole(number / 1000) : 0,
            TimeFormat.Iso8601 or TimeFormat.Rfc2822 => DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUnixTimeSeconds() : 0,
            _ => throw new UnreachableException(),
        };
        return seconds is > 0 and <= LastUnixSecond ? seconds : 0;
    }

    private static long Whole(decimal number) => number <= LastUnixSecond ? (long)number : 0;
}
