using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Journal;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Publishing;

/// <summary><c>POST /v1/events</c>: the product's own events.</summary>
internal static class PublishEndpoints
{
    /// <summary>The largest body, in bytes.</summary>
    internal const int MaxBodyBytes = 4 << 20;

    internal const string Example = """{ "id": "evt_0QtmZ5bVY8s1LdKc3NwHuE7a", "type": "order.shipped", "stream": "product/events/acme/order-1042", "status": "appended" }""";
    internal const string BatchExample = $$"""{ "events": [ {{Example}} ] }""";

    internal static void MapPublishing(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/events", PublishAsync)
            .Describe("publishEvent", "Publishing", "Publish events", $$"""Puts the product's own events into the journal, from where they are delivered like those of providers: {"id": "…", "type": "order.shipped", "stream": "order-1042", "tenant": "acme", "data": {…}, "occurred_at": "2026-01-31T12:00:00Z"}; type and data are required. Or {"events": [up to {{PublishRequest.MostEvents}} of these, each with an id]}: then the answer is {"events": [one each]}. What is sent again with its id (or, for a single one, with the same header Idempotency-Key, which is the id) is a duplicate for as long as ids are kept, 45 days unless configured. Events of one stream are delivered in the order in which they came; without a stream, an event waits for no other. 201 if anything new is on disk, 200 if all was there; on 503 send all of it again. A type with a schema that is validated (/v1/event-types) refuses data that does not fit it.""")
            .WithQuery()
            .Answers<PublishReceipt>(Example)
            .Answers<PublishReceipt>(Example, 201)
            .Refuses(400, 413);

    private static async Task<IResult> PublishAsync(HttpContext context, EventPublishing publishing, IEventTypes types)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        PublishRequest? request = null;
        var (body, badBody) = await CommandRequest.ReadAsync(context, PublishJson.Default.PublishRequest, Check, MaxBodyBytes);
        if (badBody is not null)
        {
            return badBody;
        }

        if (!Utf8.IsValid(body.Span))
        {
            return Problems.BadParameters(new() { ["body"] = "must be UTF-8." });
        }

        var (key, badKey) = request!.Events is null ? KeyOf(context, request.Id) : (null, null);
        if (badKey is not null)
        {
            return badKey;
        }

        IReadOnlyList<PublishedEventRequest> events = request.Events is { } batch ? [.. batch.Select(static e => e!)] : [request with { Id = key }];
        var (receipts, refused) = await publishing.PublishAsync(events);
        if (refused is { } outcome)
        {
            return Refused(context, outcome);
        }

        var status = receipts.Any(static r => r.Status == PublishReceipt.Appended) ? 201 : 200;
        return request.Events is null
            ? TypedResults.Json(receipts[0], ApiJson.Default.PublishReceipt, statusCode: status)
            : TypedResults.Json(new PublishReceipts(receipts), ApiJson.Default.PublishReceipts, statusCode: status);

        void Check(PublishRequest read, FieldFaults faults)
        {
            PublishRequest.Check(read, faults);
            if (faults.Found.Count == 0)
            {
                CheckData(read, types, faults);
            }

            request = read;
        }
    }

    private static void CheckData(PublishRequest request, IEventTypes types, FieldFaults faults)
    {
        if (request.Events is null)
        {
            CheckData(request, string.Empty, types, faults);
            return;
        }

        foreach (var (i, item) in request.Events.Index())
        {
            CheckData(item!, PublishRequest.FieldOf(i), types, faults);
        }
    }

    private static void CheckData(PublishedEventRequest request, string at, IEventTypes types, FieldFaults faults) =>
        types.SchemaToCheck(request.Type!)?.Check(request.Data, (pointer, fault) => faults.Require($"{at}data{pointer}", false, fault));

    /// <summary>The id of a single event: its own, or the header's, or a new one.</summary>
    private static (string? Key, IResult? Fault) KeyOf(HttpContext context, string? id) => context.Request.Headers[CommandRequest.KeyHeader] switch
    {
        [] => (id ?? EventPublishing.NewId(), null),
        [{ } key] when FieldFaults.IsId(key) && (id is null || id == key) => (key, null),
        _ => (null, Problems.Result(400, "idempotency_key_invalid", $"{CommandRequest.KeyHeader} must be one value of 1 to 255 visible ASCII characters without / ? # \\ and \", and the event's id if that is given too.")),
    };

    private static IResult Refused(HttpContext context, AppendOutcome outcome)
    {
        context.Response.Headers.RetryAfter = outcome is AppendOutcome.Full ? "1" : "5";
        return outcome is AppendOutcome.Full
            ? Problems.Result(503, "queue_full", "Too many events are waiting to be stored. Send all of this again.")
            : Problems.Result(503, "storage_unavailable", "The database does not answer. Send all of this again, with the same ids.");
    }
}
