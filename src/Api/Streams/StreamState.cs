using System.Text.Json.Serialization;

namespace Signalbox.Streams;

/// <summary>How far a stream is.</summary>
/// <param name="Stream">The stream's key, account/kind/id.</param>
/// <param name="Account">The account.</param>
/// <param name="Kind">What the entity is.</param>
/// <param name="Id">The provider's id of the entity.</param>
/// <param name="Version">How many events it has.</param>
/// <param name="Applied">How many of them have been applied or passed over.</param>
/// <param name="State">Whether it moves.</param>
/// <param name="Stall">Why it does not move; null if nothing is in its way.</param>
internal sealed record StreamState(string Stream, string Account, string Kind, string Id, long Version, long Applied, StreamMotion State, StreamStall? Stall);

/// <summary>Whether a stream moves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamMotion>))]
internal enum StreamMotion
{
    /// <summary>Everything is applied.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle = 1,

    /// <summary>Events wait to be applied.</summary>
    [JsonStringEnumMemberName("applying")]
    Applying = 2,

    /// <summary>The next event failed and will be tried again.</summary>
    [JsonStringEnumMemberName("retrying")]
    Retrying = 3,

    /// <summary>The next event is a dead letter, and the stream waits until somebody replays or discards it.</summary>
    [JsonStringEnumMemberName("held")]
    Held = 4,
}

/// <summary>The event that is in a stream's way.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">What the last attempt failed with.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="DueAt">When it is tried next; null if the stream is held.</param>
/// <param name="DeadLetterId">The dead letter to replay or discard; null while it is still being tried.</param>
/// <param name="EventId">The provider's id of the event; null if the journal does not hold it any more.</param>
/// <param name="Type">The provider's name of the event's type; null likewise.</param>
internal sealed record StreamStall(
    long Version, int Attempts, string Error, DateTime Since, DateTime? DueAt, long? DeadLetterId, string? EventId = null, string? Type = null);
