using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.OpenApi;

namespace Signalbox.Deliveries;

/// <summary><c>/v1/deliveries</c>: what is on its way to destinations and what was delivered, and what to do about what was not.</summary>
internal static class DeliveryEndpoints
{
    private const string List = "deliveries";

    private static readonly QueryParameter Destination = new("destination", "Only to this destination, by its id.") { Example = "dst_4fzT9bQ2mXk0LwPa7RyNcE" };
    private static readonly QueryParameter Tenant = new("tenant", "Only to destinations of this tenant; - for those of no tenant, * for those of everybody's events.") { Example = "acme" };
    private static readonly QueryParameter Status = new("status", "Only those of which this has become; failed: retrying, held or dead.") { Choices = DeliveryStatusNames.Listed };
    private static readonly QueryParameter Event = new("event", "Only of this event: its id, or its message's id (webhook-id, msg_…).") { Example = "evt_1NG8Du2eZvKYlo2CUI79vXWy" };
    private static readonly QueryParameter Since = new("since", "Only what was made at this time or later.") { Kind = QueryParameterKind.Time, Example = "2026-01-31T12:00:00Z" };
    private static readonly QueryParameter Until = new("until", "Only what was made before this time.") { Kind = QueryParameterKind.Time };

    internal static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/deliveries", ListAsync)
            .Describe("listDeliveries", "Deliveries", "Deliveries", $"Events on their way to destinations, newest first, and those that were delivered for as long as attempts are kept (30 days). A page looks at no more than {IDeliveryQueries.MostScanned} attempts: it may be short or empty with more to come, so go on while there is a next_cursor.")
            .WithQuery(Destination, Tenant, Status, Event, Since, Until, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<DeliveryView>>(DeliveryExamples.Deliveries)
            .Refuses(400, 404);

        routes.MapGet("/v1/deliveries/{delivery}", GetAsync)
            .Describe("getDelivery", "Deliveries", "A delivery", "One delivery with its requests, the latest first, each with up to 16 KB of the answer.")
            .WithQuery()
            .Answers<DeliveryDetail>(DeliveryExamples.Detail)
            .Refuses(404);

        routes.MapPost("/v1/deliveries/{delivery}/retry", RetryAsync)
            .Describe("retryDelivery", "Deliveries", "Retry a delivery", "Tries a delivery now that is to be tried later, or once more one that was given up on; it keeps its place behind earlier ones of its stream that have failed. If it fails after its last attempt, it is given up on again. 409 delivery_state if it waits behind another, was delivered or was discarded: what was delivered is sent again by POST /v1/destinations/{destination}/resend.")
            .WithQuery()
            .Answers<DeliveryView>(DeliveryExamples.Delivery)
            .Refuses(404, 409);

        routes.MapPost("/v1/deliveries/{delivery}/discard", DiscardAsync)
            .Describe("discardDelivery", "Deliveries", "Discard a delivery", "Deletes a delivery that was given up on. What it held goes on. What was tried stays for as long as attempts are kept. 409 delivery_state if it was not given up on.")
            .WithQuery()
            .Answers<DeliveryView>(DeliveryExamples.Discarded)
            .Refuses(404, 409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IDeliveryQueries deliveries, IEventQueries events, IAccounts accounts, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var filter = new DeliveryFilter(query.Text(Destination), query.Text(Tenant), query.Text(Status), Positions: null, query.Time(Since), query.Time(Until));
        var (asked, limit, before) = (query.Text(Event), query.Limit(), Before(query));
        if (query.Fault is { } fault)
        {
            return fault;
        }

        if (asked is not null)
        {
            IReadOnlyList<long> positions = DeliveryKey.TryParseMessage(asked, out var position)
                ? [position]
                : [.. (await events.FindAsync(accounts.NamesWithOwn(), asked, cancellationToken)).Select(static e => long.Parse(e.Summary.Position, CultureInfo.InvariantCulture))];
            if (positions.Count == 0)
            {
                return Problems.Result(404, "unknown_event", $"There is no event '{asked}' in a configured account.");
            }

            filter = filter with { Positions = positions };
        }

        var slice = await deliveries.ListAsync(filter, before, limit, cancellationToken);
        return TypedResults.Ok(new Page<DeliveryView>(slice.Deliveries, slice.Next is not null, slice.Next is { } next ? PageCursor.Encode(List, $"{next.Seq}", $"{next.Destination}") : null));
    }

    private static async Task<IResult> GetAsync(
        [Description("The delivery's id, dlv_…")] string delivery, HttpContext context, IDeliveryQueries deliveries, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault
        ?? (DeliveryKey.TryParse(delivery, out var key) && await deliveries.FindAsync(key, cancellationToken) is { } found ? TypedResults.Ok(found) : Unknown());

    private static async Task<IResult> RetryAsync(
        [Description("The delivery's id, dlv_…")] string delivery, HttpContext context, IDeliveryCare care, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (DeliveryKey.TryParse(delivery, out var key) ? Answer(await care.RetryAsync(key, cancellationToken)) : Unknown());

    private static async Task<IResult> DiscardAsync(
        [Description("The delivery's id, dlv_…")] string delivery, HttpContext context, IDeliveryCare care, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (DeliveryKey.TryParse(delivery, out var key) ? Answer(await care.DiscardAsync(key, cancellationToken)) : Unknown());

    private static DeliveryKey? Before(RequestQuery query)
    {
        if (query.Cursor(List, 2) is not [var seq, var destination])
        {
            return null;
        }

        if (DeliveryKey.TryParse($"dlv_{destination}_{seq}", out var key))
        {
            return key;
        }

        query.Refuse(QueryParameter.Cursor, "is not a cursor of this list; use next_cursor of one of its pages as it is.");
        return null;
    }

    private static IResult Answer(DeliveryAnswer answer) => answer.Outcome switch
    {
        DeliveryOutcomeKind.Done => TypedResults.Ok(answer.Delivery),
        DeliveryOutcomeKind.Unknown => Unknown(),
        DeliveryOutcomeKind.WrongState => Problems.Result(409, "delivery_state", $"The delivery is {answer.Delivery!.Status}, and what was asked for cannot be done then. GET /v1/deliveries/{answer.Delivery.Id} shows it."),
        _ => throw new UnreachableException(),
    };

    private static IResult Unknown() => Problems.Result(404, "unknown_delivery", "There is no delivery of this id, or nothing is kept of it any more. GET /v1/deliveries lists those that there are.");
}
