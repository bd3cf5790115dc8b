using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Publishing;

/// <summary><c>/v1/event-types</c>: what published events look like.</summary>
internal static class EventTypeEndpoints
{
    internal const string Example = """{ "type": "order.shipped", "description": "An order has left the warehouse.", "managed_by": "api", "validate": true, "schema": { "type": "object", "required": ["order"], "properties": { "order": { "type": "string" } } }, "changed_at": "2026-01-31T12:04:11.02Z" }""";
    internal const string ListExample = $$"""{ "items": [ {{Example}} ], "more": false, "next_cursor": null }""";

    private const string Type = "The type's name; a slash in it as %2F.";

    internal static void MapEventTypes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/event-types", ListAsync)
            .Describe("listEventTypes", "Publishing", "Event types", "The types of events that the product has defined, and those of what Signalbox tells of itself, each with the JSON Schema of its data, on one page. Types need not be defined to be published; those of providers are their own.")
            .WithQuery()
            .Answers<Page<EventTypeView>>(ListExample);

        routes.MapPut("/v1/event-types/{type}", PutAsync)
            .Describe("putEventType", "Publishing", "Define an event type", $$"""Defines a type or changes it: {"description": "", "schema": {JSON Schema of data}, "validate": false}. With validate, POST /v1/events refuses data that does not fit, naming the place. Of JSON Schema there are {{JsonSchema.Keywords}}; any other keyword is refused here, so that none is silently not checked.""")
            .WithQuery()
            .WithPath("type", Type)
            .Answers<EventTypeView>(Example)
            .Refuses(400, 409, 413);

        routes.MapDelete("/v1/event-types/{type}", DeleteAsync)
            .Describe("deleteEventType", "Publishing", "Forget an event type", "Takes the definition away; events of the type can still be published. Answers as the type was.")
            .WithQuery()
            .WithPath("type", Type)
            .Answers<EventTypeView>(Example)
            .Refuses(404, 409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IEventTypes types, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(new Page<EventTypeView>(await types.ListAsync(cancellationToken), More: false, NextCursor: null));

    private static async Task<IResult> PutAsync(string type, HttpContext context, IEventTypes types, CancellationToken cancellationToken)
    {
        var name = NameOf(type);
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        if (OwnEventTypes.All.Contains(name))
        {
            return Own(name);
        }

        if (!PublishedEventRequest.IsType(name))
        {
            return Problems.BadParameters(new() { ["type"] = "must be 1 to 255 letters, digits and . _ - /." });
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, PublishJson.Default.EventTypeRequest, EventTypeRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, PublishJson.Default.EventTypeRequest)!;
        var schema = request.Schema.ValueKind is JsonValueKind.Undefined ? "{}" : request.Schema.GetRawText();
        return await types.PutAsync(name, request.Description ?? string.Empty, schema, request.Validate, cancellationToken) is { } defined
            ? TypedResults.Ok(defined)
            : Problems.Result(409, "too_many", $"There are as many event types as there may be, {EventTypeView.MostTypes}. Delete some.");
    }

    private static async Task<IResult> DeleteAsync(string type, HttpContext context, IEventTypes types, CancellationToken cancellationToken)
    {
        var name = NameOf(type);
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        if (OwnEventTypes.All.Contains(name))
        {
            return Own(name);
        }

        var known = (await types.ListAsync(cancellationToken)).FirstOrDefault(t => t.Type == name);
        return known is not null && await types.DeleteAsync(name, cancellationToken)
            ? TypedResults.Ok(known)
            : Problems.Result(404, "unknown_event_type", "No event type of this name is defined. GET /v1/event-types lists those that are.");
    }

    private static IResult Own(string type) => Problems.Result(409, "managed_by_signalbox", $"The type '{type}' is one of Signalbox's own.");

    private static string NameOf(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
