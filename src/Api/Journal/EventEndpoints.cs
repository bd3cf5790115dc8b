using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Deliveries;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;
using Signalbox.People;
using Signalbox.Streams;

namespace Signalbox.Journal;

/// <summary><c>/v1/events</c>: the journal, with what became of each event.</summary>
internal static class EventEndpoints
{
    private const string CursorName = "events";
    private const int MostForwarded = 100;

    private static readonly QueryParameter Type = new("type", "Only this type; with a * at its end, all types that begin so.") { Example = "customer.subscription.*" };
    private static readonly QueryParameter Stream = new("stream", "Only this stream, by its key. The order is then that of its versions.")
    {
        Example = "stripe/customer/cus_9s6XKzkNRiz8i3",
        MaxLength = 600,
    };

    private static readonly QueryParameter Person = new("person", "Only about this person: the streams of the user, customers, subscriptions and latest messages that /v1/people/{id} shows. A user's id, a customer's id, or an e-mail address; with account, one of that account.")
    {
        Example = "user_29w83sxmDNGwOuEthce5gg56FcC",
    };

    private static readonly QueryParameter From = new("from", "Only what was stored at this time or later. An event is stored some milliseconds after it was received.")
    {
        Kind = QueryParameterKind.Time,
        Example = "2026-01-31T12:00:00Z",
    };

    private static readonly QueryParameter To = new("to", "Only what was stored before this time.") { Kind = QueryParameterKind.Time };
    private static readonly QueryParameter Status = new("status", "Only events of which this has become.") { Choices = EventStatusNames.All };

    private static readonly QueryParameter IdText = new("id", "Only events whose id holds this text. Ids are not indexed by their parts: it is looked for in the entries of each page. For a whole id ask for /v1/events/{id}, which is.")
    {
        Example = "1NG8Du2e",
    };

    internal static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/events", ListAsync)
            .Describe("listEvents", "Events", "Events", $"The journal, newest first. A page looks at no more than {IEventQueries.MostScanned} events: a filter that few of them pass may give short or empty pages with more to come, so go on while there is a next_cursor. Time and stream are indexed; the other filters are applied to what they leave.")
            .WithQuery(QueryParameter.Account, Type, Stream, Person, From, To, Status, IdText, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<EventSummary>>(ApiExamples.Events)
            .Refuses(400, 404, 409);

        routes.MapGet("/v1/events/{id}", GetAsync)
            .Describe("getEvent", "Events", "An event", "One event with its body and headers. Events are found by id for as long as ids are kept (45 days unless configured); older ones in their stream's list.")
            .WithQuery(QueryParameter.Account)
            .Answers<EventDetail>(ApiExamples.Event)
            .Refuses(400, 404, 409);

        routes.MapGet("/v1/events/{id}/timeline", GetTimelineAsync)
            .Describe("getEventTimeline", "Events", "An event's timeline", "What has happened to an event, step by step: received, verified, appended, each failed attempt with its error, given up on, replayed or discarded, applied, and the replays that came by it; and where it was forwarded to.")
            .WithQuery(QueryParameter.Account)
            .Answers<EventTimeline>(EventTimelines.Example)
            .Refuses(400, 404, 409);

        routes.MapGet("/v1/events/{id}/raw", GetRawAsync)
            .Describe("getEventBody", "Events", "An event's body", "The body byte by byte as it was received: what the signature was made over.")
            .WithQuery(QueryParameter.Account)
            .AnswersBytes()
            .Refuses(400, 404, 409);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, IEventQueries queries, IPeopleQueries people, IAccounts accounts, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var filter = new EventFilter(
            query.Text(QueryParameter.Account), query.Text(Type), query.Text(Stream), query.Time(From), query.Time(To), query.Text(Status), query.Text(IdText));
        var cursorName = filter.Stream is null ? CursorName : $"{CursorName}-of-stream";
        var limit = query.Limit();
        var before = query.NumberCursor(cursorName);
        if (filter.Stream is { } stream && !StreamKey.TryParse(stream, out _))
        {
            query.Refuse(Stream, "is not a stream's key: account/kind/id.");
        }

        var person = query.Text(Person);
        if (person is not null && filter.Stream is not null)
        {
            query.Refuse(Person, "is several streams: leave out stream.");
        }

        if (query.Fault is { } fault)
        {
            return fault;
        }

        if (person is not null)
        {
            // The account says whom the id means; the person's events are those of all accounts.
            var answer = await people.FindAsync(person, filter.Account is null ? [.. accounts.All.Select(static a => a.Name)] : [filter.Account], cancellationToken);
            if (answer is not PersonAnswer.Found found)
            {
                return PersonProblems.Of(person, filter.Account, answer);
            }

            filter = filter with { Account = null, Streams = PersonStreams.Of(found.Person) };
        }

        var slice = await queries.ListAsync(filter, before, limit, cancellationToken);
        return TypedResults.Ok(new Page<EventSummary>(
            slice.Events, slice.Next is not null, slice.Next is { } next ? PageCursor.Encode(cursorName, $"{next}") : null));
    }

    private static async Task<IResult> GetAsync(
        [Description("The provider's id of the event, for example evt_1NG8Du2eZvKYlo2CUI79vXWy.")] string id,
        HttpContext context,
        IEventQueries queries,
        IAccounts accounts,
        CancellationToken cancellationToken)
    {
        var (stored, problem) = await FindAsync(id, context, queries, accounts, cancellationToken);
        if (stored is null)
        {
            return problem!;
        }

        var e = stored.Summary;
        return TypedResults.Ok(new EventDetail(
            e.Id, e.Account, e.Type, e.Stream, e.Version, e.Position, e.OccurredAt, e.ReceivedAt, e.Status, stored.VerifiedWith,
            StoredHeaders.Parse(stored.Headers), JsonRawValue.TryParse(stored.Payload)));
    }

    private static async Task<IResult> GetTimelineAsync(
        [Description("The provider's id of the event.")] string id,
        HttpContext context,
        IEventQueries queries,
        IDeliveryQueries deliveries,
        IAccounts accounts,
        CancellationToken cancellationToken)
    {
        var (stored, problem) = await FindAsync(id, context, queries, accounts, cancellationToken);
        if (stored is null)
        {
            return problem!;
        }

        var ofEvent = new DeliveryFilter(null, null, null, [long.Parse(stored.Summary.Position, CultureInfo.InvariantCulture)], null, null);
        var forwarded = await deliveries.ListAsync(ofEvent, before: null, MostForwarded, cancellationToken);
        return TypedResults.Ok(EventTimelines.Of(stored, await queries.RecordsAsync(stored.Summary, cancellationToken), forwarded.Deliveries));
    }

    private static async Task<IResult> GetRawAsync(
        [Description("The provider's id of the event.")] string id,
        HttpContext context,
        IEventQueries queries,
        IAccounts accounts,
        CancellationToken cancellationToken)
    {
        var (stored, problem) = await FindAsync(id, context, queries, accounts, cancellationToken);
        if (stored is null)
        {
            return problem!;
        }

        // Somebody else's bytes: never to be taken for a page or a script.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Bytes(stored.Payload, "application/octet-stream");
    }

    private static async Task<(StoredEvent? Stored, IResult? Problem)> FindAsync(
        string id, HttpContext context, IEventQueries queries, IAccounts accounts, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var account = query.Text(QueryParameter.Account);
        if (query.Fault is { } fault)
        {
            return (null, fault);
        }

        var found = await queries.FindAsync(account is null ? accounts.NamesWithOwn() : [account], id, cancellationToken);
        return found switch
        {
            [] => (null, Problems.Result(404, "unknown_event", $"There is no event '{id}'{(account is null ? " in a configured account" : $" in the account '{account}'")}.")),
            [var one] => (one, null),
            _ => (null, Ambiguous.Problem("event", id, found.Select(static f => f.Summary.Account))),
        };
    }
}
