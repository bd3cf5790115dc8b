using System.Text;
using Signalbox.Http;

namespace Signalbox.Publishing;

/// <summary>What the data of Signalbox's own events looks like.</summary>
internal static class OwnEventSchemas
{
    private const string Destination = "\"destination\": { \"type\": \"string\", \"description\": \"Its id.\" }, \"url\": { \"type\": \"string\", \"description\": \"Where to, without its query.\" }";
    private const string Fault = "\"fault\": { \"type\": [\"string\", \"null\"], \"description\": \"The class of the last failure.\" }";

    /// <summary>Every type, by name.</summary>
    internal static IReadOnlyList<EventTypeView> All { get; } =
    [
        Of(
            OwnEventTypes.DeliveryExhausted,
            "A delivery was given up on after its last attempt. Not told of deliveries of Signalbox's own events.",
            $$"""{ "type": "object", "required": ["destination", "url", "delivery", "message", "event", "stream", "attempts"], "properties": { {{Destination}}, "delivery": { "type": "string", "description": "Its id, dlv_…" }, "message": { "type": "string", "description": "What webhook-id was, msg_…" }, "event": { "type": "string", "description": "The event's id." }, "stream": { "type": "string" }, "attempts": { "type": "integer" }, {{Fault}}, "status": { "type": "integer", "description": "Of HTTP, if there was an answer." } } }"""),
        Of(
            OwnEventTypes.DestinationDisabled,
            "A destination was disabled: it answered 410, or has failed for too long.",
            $$"""{ "type": "object", "required": ["destination", "url", "reason"], "properties": { {{Destination}}, "reason": { "type": "string", "description": "gone or failing" } } }"""),
        Of(
            OwnEventTypes.DestinationFailing,
            "The deliveries of a destination have been failing for a while.",
            $$"""{ "type": "object", "required": ["destination", "url", "failing_for_seconds"], "properties": { {{Destination}}, "failing_for_seconds": { "type": "integer" }, {{Fault}} } }"""),
        Of(
            OwnEventTypes.DestinationRecovered,
            "The deliveries of a destination succeed again.",
            $$"""{ "type": "object", "required": ["destination", "url"], "properties": { {{Destination}} } }"""),
        Of(
            OwnEventTypes.DestinationTest,
            "Somebody tries a destination out. Goes to that destination alone, whatever its filters.",
            $$"""{ "type": "object", "required": ["destination"], "properties": { {{Destination}} } }"""),
    ];

    private static EventTypeView Of(string type, string description, string schema) =>
        new(type, description, EventTypeView.FromSignalbox, Validate: false, new JsonRawValue(Encoding.UTF8.GetBytes(schema)), ChangedAt: null);
}
