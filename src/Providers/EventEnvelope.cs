namespace Signalbox.Providers;

/// <summary>What the journal needs to know of an event before anybody reads it whole.</summary>
/// <param name="Id">The provider's id of the event. 1 to 255 characters, none a control character.</param>
/// <param name="Type">The provider's name of the event's type. 1 to 255 characters, none a control character.</param>
/// <param name="OccurredAt">When it happened by the provider's clock, in unix seconds; 0 if the provider did not say.</param>
/// <param name="Livemode">Whether it is about real money or people, not a test.</param>
/// <param name="Kind">The kind of entity that it is about: <c>customer</c>, <c>subscription</c>, <c>endpoint</c>.</param>
/// <param name="EntityId">The provider's id of that entity. 1 to 255 characters, none a control character.</param>
public readonly record struct EventEnvelope(string Id, string Type, long OccurredAt, bool Livemode, string Kind, string EntityId);

/// <summary>Why a verified body is not an event that can be kept.</summary>
public enum EnvelopeFault
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The body is not well-formed UTF-8.</summary>
    NotUtf8 = 1,

    /// <summary>The body is not one JSON value: malformed, cut short, followed by something, or nested too deeply.</summary>
    NotJson = 2,

    /// <summary>The body is JSON but not an object.</summary>
    NotAnObject = 3,

    /// <summary>The event has no id, or null.</summary>
    MissingId = 4,

    /// <summary>The event's id is not a string of 1 to 255 characters without control characters.</summary>
    BadId = 5,

    /// <summary>The event has no type, or null.</summary>
    MissingType = 6,

    /// <summary>The event's type is not a string of 1 to 255 characters without control characters.</summary>
    BadType = 7,

    /// <summary>The id of the entity that it is about is longer than 255 characters or holds control characters.</summary>
    BadEntityId = 8,

    /// <summary>The body is a form of more than <see cref="FormBody.MaxFields"/> fields.</summary>
    TooManyFields = 9,

    /// <summary>Where the definition says that the events are, there is neither an array nor an object.</summary>
    NoEvents = 10,

    /// <summary>One request holds more events than the definition allows.</summary>
    TooManyEvents = 11,

    /// <summary>A handshake's answer is not in the request, or longer than 4,096 characters.</summary>
    BadHandshake = 12,
}
