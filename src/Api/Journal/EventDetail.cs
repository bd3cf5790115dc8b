using Signalbox.Http;

namespace Signalbox.Journal;

/// <summary>An event with its body.</summary>
/// <param name="Id">The provider's id of the event.</param>
/// <param name="Account">The account that it came in on.</param>
/// <param name="Type">The provider's name of the event's type.</param>
/// <param name="Stream">The stream that it belongs to.</param>
/// <param name="Version">Its number in the stream: 1, 2, 3 and so on, without a hole.</param>
/// <param name="Position">Its place in the whole journal, increasing with time. A 64-bit number, as text because JSON readers round such numbers.</param>
/// <param name="OccurredAt">When it happened by the provider's clock, to the second; null if the provider did not say.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="VerifiedWith">The fingerprint of the webhook secret that signed it: 8 hexadecimal digits; null if no webhook brought it, or it came before fingerprints were kept.</param>
/// <param name="Headers">The request's headers that were kept. Credentials never are.</param>
/// <param name="Body">The body, unchanged; null if it cannot stand inside of JSON (then see /raw).</param>
internal sealed record EventDetail(
    string Id,
    string Account,
    string Type,
    string Stream,
    long Version,
    string Position,
    DateTime? OccurredAt,
    DateTime ReceivedAt,
    EventStatus Status,
    string? VerifiedWith,
    IReadOnlyDictionary<string, string> Headers,
    JsonRawValue? Body);
