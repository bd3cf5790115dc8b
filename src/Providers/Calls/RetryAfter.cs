using System.Globalization;

namespace Signalbox.Providers.Calls;

/// <summary>The <c>Retry-After</c> header: seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).</summary>
public static class RetryAfter
{
    // A day: what is longer is no pause but a mistake.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats: the one that is sent, and two that are to be understood.
    private static readonly string[] DateFormats = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>What the answer asks for, from zero to a day; <see langword="null"/> if nothing, or nothing that can be read. Of several values, the first.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time, which a date is a distance from.</param>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);

        // Not the typed header: it refuses a number with a fraction, which proxies send.
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values) || values.First() is not { Length: > 0 and <= 255 } text)
        {
            return null;
        }

        TimeSpan wait;
        if (decimal.TryParse(text.Split(',')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            wait = seconds < (decimal)Longest.TotalSeconds ? TimeSpan.FromSeconds((double)seconds) : Longest;
        }
        else if (DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var date))
        {
            wait = date - now;
        }
        else
        {
            return null;
        }

        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
