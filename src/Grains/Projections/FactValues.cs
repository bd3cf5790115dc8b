using System.Globalization;
using System.Net.Mail;
using System.Text.Unicode;
using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>Values of events as facts hold them: within what PostgreSQL stores and indexes. Pure; what is odd reads as null.</summary>
internal static class FactValues
{
    /// <summary>The most characters of an address: https://www.rfc-editor.org/errata/eid1690 for e-mail.</summary>
    internal const int LongestAddress = 254;

    private const long LastMillisecond = (JsonFields.LastUnixSecond * 1000) + 999;

    private static readonly ReadOnlyMemory<byte> NoJson = "{}"u8.ToArray();

    /// <summary>When an event happened (unix milliseconds): by the provider's clock, or, if it does not say, when it arrived.</summary>
    internal static long TimeOf(JournalEntry entry) =>
        entry.OccurredAt > 0 ? Math.Min(entry.OccurredAt, JsonFields.LastUnixSecond) * 1000 : Math.Clamp(entry.ReceivedAt.ToUnixTimeMilliseconds(), 0, LastMillisecond);

    /// <summary>A time in unix milliseconds.</summary>
    internal static long? Milliseconds(this JsonFields fields, ReadOnlySpan<byte> name) => fields.Number(name) is >= 0 and <= LastMillisecond and var time ? time : null;

    /// <summary>A time as ISO 8601, in unix milliseconds; without an offset it is UTC.</summary>
    internal static long? IsoTime(this JsonFields fields, ReadOnlySpan<byte> name) =>
        fields.Text(name) is { Length: > 0 and < 64 } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time.ToUnixTimeMilliseconds() is >= 0 and <= LastMillisecond and var milliseconds
            ? milliseconds
            : null;

    /// <summary>An id: a string that is not empty and not too long for one.</summary>
    internal static string? Id(this JsonFields fields, ReadOnlySpan<byte> name) => Id(fields.Text(name));

    /// <inheritdoc cref="Id(JsonFields, ReadOnlySpan{byte})"/>
    internal static string? Id(string? text) => text is { Length: > 0 and <= JsonFields.LongestId } ? text : null;

    /// <summary>An e-mail address in lower case, without the name before it.</summary>
    internal static string? Email(string? text) =>
        text is { Length: > 0 and <= 1000 } && MailAddress.TryCreate(text, out var address) && address.Address.Length <= LongestAddress ? address.Address.ToLowerInvariant() : null;

    /// <summary>JSON that the database takes: its text must be UTF-8.</summary>
    internal static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> json) => json.Length > 0 && Utf8.IsValid(json.Span) ? json : NoJson;

    /// <summary>A value if it begins as given: <c>{</c> for an object, <c>[</c> for an array.</summary>
    internal static ReadOnlyMemory<byte>? Json(this JsonFields fields, ReadOnlySpan<byte> name, char first) =>
        fields.Value(name) is { Length: > 0 } value && value.Span[0] == first && Utf8.IsValid(value.Span) ? value : default(ReadOnlyMemory<byte>?);
}
