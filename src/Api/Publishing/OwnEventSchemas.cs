using System.Text;
using Signalbox.Http;

namespace Signalbox.Publishing;

/// <summary>What the data of Signalbox's own events looks like.</summary>
internal static class OwnEventSchemas
{
    private const string Destination = "\"destination\": { \"type\": \"string\", \"description\": \"Its id.\" }";
    private const string Time = "{ \"type\": \"string\", \"description\": \"ISO 8601, UTC.\" }";

    /// <summary>Every type, by name.</summary>
    internal static IReadOnlyList<EventTypeView> All { get; } =
    [
        Of(OwnEventTypes.DeliveryExhausted, "A delivery was given up on after its last attempt.", $$"""{ "type": "object", "required": ["destination", "delivery"], "properties": { {{Destination}}, "delivery": { "type": "string" } } }"""),
        Of(OwnEventTypes.DestinationDisabled, "A destination was disabled: it answered 410, or has failed for too long.", $$"""{ "type": "object", "required": ["destination"], "properties": { {{Destination}}, "reason": { "enum": ["gone", "failing"] } } }"""),
        Of(OwnEventTypes.DestinationFailing, "The deliveries of a destination have been failing for a while.", $$"""{ "type": "object", "required": ["destination"], "properties": { {{Destination}}, "failing_since": {{Time}} } }"""),
        Of(OwnEventTypes.DestinationRecovered, "The deliveries of a destination succeed again.", $$"""{ "type": "object", "required": ["destination"], "properties": { {{Destination}} } }"""),
        Of(OwnEventTypes.DestinationTest, "Somebody tries a destination out. Goes to that destination alone, whatever its filters.", $$"""{ "type": "object", "required": ["destination"], "properties": { {{Destination}} } }"""),
    ];

    private static EventTypeView Of(string type, string description, string schema) =>
        new(type, description, EventTypeView.FromSignalbox, Validate: false, new JsonRawValue(Encoding.UTF8.GetBytes(schema)), ChangedAt: null);
}
