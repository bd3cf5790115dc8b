using System.Globalization;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers.Signatures;

namespace Signalbox.Providers.Diagnosis;

/// <summary>Looks at the headers that a scheme needs.</summary>
internal static class SentHeaders
{
    /// <summary>Which of the scheme's headers with signatures are there.</summary>
    internal static IReadOnlyList<string> Present(IHeaderDictionary headers, SchemeTraits traits) =>
        [.. traits.Headers.Where(name => !string.IsNullOrEmpty(headers[name].ToString()))];

    /// <summary>The time of signing that the request tells, if it tells one.</summary>
    internal static DateTimeOffset? SignedAt(IHeaderDictionary headers, SchemeTraits traits)
    {
        foreach (var where in traits.Timestamps)
        {
            var text = headers[where.Header].ToString();
            if (where.Item is { } item)
            {
                text = text.Split(where.Separator, StringSplitOptions.TrimEntries).LastOrDefault(part => part.StartsWith(item, StringComparison.Ordinal)) is { } found ? found[item.Length..] : string.Empty;
            }

            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units / where.UnitsPerSecond <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            {
                return DateTimeOffset.FromUnixTimeSeconds(units / where.UnitsPerSecond);
            }
        }

        return null;
    }

    /// <summary>The longest piece of a header that could be a digest: letters and digits of hexadecimal or Base64 without a break.</summary>
    internal static int LongestPiece(string value)
    {
        var (longest, length) = (0, 0);
        foreach (var character in value)
        {
            length = char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '-' or '_' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        // The padding of Base64 belongs to its piece; at the end of an item it is no separator.
        return longest + value.AsSpan().TrimEnd(' ').Length - value.AsSpan().TrimEnd(' ').TrimEnd('=').Length;
    }

    /// <summary>A duration for people.</summary>
    internal static string Tell(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 120 } => $"{duration.TotalSeconds:0} s",
        { TotalMinutes: < 120 } => $"{duration.TotalMinutes:0} min",
        { TotalHours: < 48 } => $"{duration.TotalHours:0.#} h",
        _ => $"{duration.TotalDays:0} days",
    };
}
