using System.Text.Json.Serialization;

namespace Signalbox.Care;

/// <summary>An event that was given up on.</summary>
/// <param name="Id">Its number, which the routes take.</param>
/// <param name="Account">The event's account.</param>
/// <param name="Stream">The event's stream.</param>
/// <param name="Version">The event's version in the stream.</param>
/// <param name="EventId">The provider's id of the event.</param>
/// <param name="Type">The provider's name of the event's type.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">What the last attempt failed with.</param>
/// <param name="HoldsStream">Whether its stream waits for it.</param>
/// <param name="CreatedAt">When it was given up on first.</param>
/// <param name="ResolvedAt">When it was replayed or discarded; null while it is open.</param>
internal sealed record DeadLetter(
    long Id,
    string Account,
    string Stream,
    long Version,
    string EventId,
    string Type,
    DeadLetterState Status,
    int Attempts,
    string Error,
    bool HoldsStream,
    DateTime CreatedAt,
    DateTime? ResolvedAt);

/// <summary>What has become of a dead letter.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadLetterState>))]
internal enum DeadLetterState
{
    /// <summary>It waits for somebody to replay or discard it.</summary>
    [JsonStringEnumMemberName("open")]
    Open = 1,

    /// <summary>It was applied after all.</summary>
    [JsonStringEnumMemberName("replayed")]
    Replayed = 2,

    /// <summary>It was passed over for good.</summary>
    [JsonStringEnumMemberName("discarded")]
    Discarded = 3,
}
