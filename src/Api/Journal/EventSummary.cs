using System.Text.Json.Serialization;

namespace Signalbox.Journal;

/// <summary>An event without its body.</summary>
/// <param name="Id">The provider's id of the event.</param>
/// <param name="Account">The account that it came in on.</param>
/// <param name="Type">The provider's name of the event's type.</param>
/// <param name="Stream">The stream that it belongs to.</param>
/// <param name="Version">Its number in the stream: 1, 2, 3 and so on, without a hole.</param>
/// <param name="Position">Its place in the whole journal, increasing with time. A 64-bit number, as text because JSON readers round such numbers.</param>
/// <param name="OccurredAt">When it happened by the provider's clock, to the second; null if the provider did not say.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="Status">What has become of it.</param>
internal sealed record EventSummary(
    string Id, string Account, string Type, string Stream, long Version, string Position, DateTime? OccurredAt, DateTime ReceivedAt, EventStatus Status);

/// <summary>What has become of an event.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventStatus>))]
internal enum EventStatus
{
    /// <summary>It waits to be applied.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending = 1,

    /// <summary>It has been applied.</summary>
    [JsonStringEnumMemberName("applied")]
    Applied = 2,

    /// <summary>It was given up on, and waits for somebody to replay or discard it.</summary>
    [JsonStringEnumMemberName("dead_letter")]
    DeadLetter = 3,

    /// <summary>It was given up on and discarded: it never was applied.</summary>
    [JsonStringEnumMemberName("discarded")]
    Discarded = 4,

    /// <summary>Applying it failed, and will be tried again.</summary>
    [JsonStringEnumMemberName("retrying")]
    Retrying = 5,

    /// <summary>It waits behind a dead letter that holds its stream.</summary>
    [JsonStringEnumMemberName("held")]
    Held = 6,
}
