using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Destinations;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Deliveries;

/// <summary>What concerns all deliveries of one destination: what was tried, how it is doing, bringing back, sending again, trying out.</summary>
internal static class DestinationDeliveryEndpoints
{
    private const string List = "attempts";

    private static readonly QueryParameter Result = new("result", "Only requests that came to this.") { Choices = DeliveryStatusNames.Results };

    internal static void MapDestinationDeliveries(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/destinations/{destination}/attempts", ListAsync)
            .Describe("listDestinationAttempts", "Destinations", "A destination's requests", $"What was tried in the last 30 days: of the newest deliveries first, of each the latest first, with 500 characters of each answer. A page looks at no more than {IDeliveryQueries.MostScanned} requests: with a filter it may be short or empty with more to come, so go on while there is a next_cursor.")
            .WithQuery(Result, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<AttemptView>>(DeliveryExamples.Attempts)
            .Refuses(400, 404);

        routes.MapGet("/v1/destinations/{destination}/health", HealthAsync)
            .Describe("getDestinationHealth", "Destinations", "A destination's health", "How its requests of the last hour went, what waits and for how long, and whether it has been failing. What its circuit does is known to the process that delivers to it.")
            .WithQuery()
            .Answers<DestinationHealth>(DeliveryExamples.Health)
            .Refuses(404);

        routes.MapPost("/v1/destinations/{destination}/recover", RecoverAsync)
            .Describe("recoverDestination", "Destinations", "Recover what was given up on", $$"""Tries everything once more that was given up on and was last tried at a time or later: {"since": "2026-01-31T12:00:00Z"}. Each stream in its order. At most {{IDeliveryCare.Most}} a call; while more is true, call again.""")
            .WithQuery()
            .Answers<RecoveryReport>(DeliveryExamples.Recovered)
            .Refuses(400, 404, 413);

        routes.MapPost("/v1/destinations/{destination}/resend", ResendAsync)
            .Describe("resendToDestination", "Destinations", "Send events again", $$"""Makes new deliveries of events that left in a time and that the destination wants as it is configured now, whether or not it has had them: {"from": "2026-01-31T12:00:00Z", "to": "2026-01-31T13:00:00Z", "types": ["invoice.*"]}. They come in their order, behind what waits already, with the webhook-id that they had. A call looks at no more than {{IDeliveryCare.Most}} events: while more is true, call again with next_cursor as "cursor". Calling twice sends twice.""")
            .WithQuery()
            .Answers<ResentView>(DeliveryExamples.Resent)
            .Refuses(400, 404, 409, 413);

        routes.MapPost("/v1/destinations/{destination}/test", TestAsync)
            .Describe("testDestination", "Destinations", "Try a destination out", "Publishes an event of the type destination.test, which goes to this destination alone, whatever its filters, signed and sent as all others.")
            .WithQuery()
            .Answers<TestView>(DeliveryExamples.Test, 202)
            .Refuses(404, 409);
    }

    private static async Task<IResult> ListAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDeliveryQueries deliveries, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var (result, limit, before) = (query.Text(Result), query.Limit(), Before(query));
        if (query.Fault is { } fault)
        {
            return fault;
        }

        return await deliveries.AttemptsAsync(destination, result, before, limit, cancellationToken) is { } slice
            ? TypedResults.Ok(new Page<AttemptView>(slice.Attempts, slice.Next is not null, slice.Next is { } next ? PageCursor.Encode(List, $"{next.Seq}", $"{next.Attempt}") : null))
            : DestinationProblems.Unknown();
    }

    private static async Task<IResult> HealthAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDeliveryQueries deliveries, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (await deliveries.HealthAsync(destination, cancellationToken) is { } health ? TypedResults.Ok(health) : DestinationProblems.Unknown());

    private static async Task<IResult> RecoverAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDeliveryCare care, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DeliveryJson.Default.RecoverRequest, RecoverRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var since = JsonSerializer.Deserialize(body.Span, DeliveryJson.Default.RecoverRequest)!.SinceTime!.Value;
        return await care.RecoverAsync(destination, since, cancellationToken) is { } report ? TypedResults.Ok(report) : DestinationProblems.Unknown();
    }

    private static async Task<IResult> ResendAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDeliveryCare care, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DeliveryJson.Default.ResendRequest, ResendRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var answer = await care.ResendAsync(destination, JsonSerializer.Deserialize(body.Span, DeliveryJson.Default.ResendRequest)!.Range, cancellationToken);
        return answer.Outcome switch
        {
            ResendOutcome.Done when answer.Report is { } report => TypedResults.Ok(new ResentView(
                report.Resent, report.Looked, report.Next is not null, report.Next is { } next ? ResendRequest.CursorAt(next) : null)),
            ResendOutcome.Unknown => DestinationProblems.Unknown(),
            ResendOutcome.Disabled => Disabled(),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> TestAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDeliveryCare care, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var answer = await care.TestAsync(destination, cancellationToken);
        return answer.Outcome switch
        {
            TestOutcome.Done => TypedResults.Accepted((string?)null, new TestView(destination, answer.Event!)),
            TestOutcome.Unknown => DestinationProblems.Unknown(),
            TestOutcome.Disabled => Disabled(),
            TestOutcome.Unavailable => Problems.Result(503, "journal_unavailable", "The event may not be on disk. Try again."),
            _ => throw new UnreachableException(),
        };
    }

    private static AttemptKey? Before(RequestQuery query)
    {
        if (query.Cursor(List, 2) is not [var seq, var attempt])
        {
            return null;
        }

        if (long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var nth))
        {
            return new AttemptKey(number, nth);
        }

        query.Refuse(QueryParameter.Cursor, "is not a cursor of this list; use next_cursor of one of its pages as it is.");
        return null;
    }

    private static IResult Disabled() => Problems.Result(409, "destination_disabled", "The destination is disabled, so nothing is sent to it. PATCH it with {\"state\": \"active\"} first.");
}
