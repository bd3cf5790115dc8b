using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Journal;
using Signalbox.OpenApi;

namespace Signalbox.Streams;

/// <summary><c>/v1/streams</c>: how far an entity's stream is, and its events.</summary>
internal static class StreamEndpoints
{
    private const string CursorName = "stream-events";

    private static readonly QueryParameter Order = new("order", "Newest first (desc) or oldest first (asc).")
    {
        Choices = ["desc", "asc"],
        Default = "desc",
    };

    private const string StalledCursorName = "stalled-streams";

    private static readonly QueryParameter Status = new("status", "Held by a dead letter until somebody replays or discards it, or retrying by themselves.")
    {
        Choices = ["held", "retrying"],
        Default = "held",
    };

    internal static void MapStreams(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/streams", ListStalledAsync)
            .Describe("listStalledStreams", "Streams", "Streams that do not move", "Streams in whose way an event is, with that event, its error and since when, by key.")
            .WithQuery(Status, QueryParameter.Account, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<StreamState>>(ApiExamples.Streams)
            .Refuses(400);

        routes.MapPost("/v1/streams/{account}/{kind}/{id}/rebuild", RebuildAsync)
            .Describe("rebuildStream", "Streams", "Rebuild a stream's rows", "Computes the rows that the stream's events make anew and writes them, whatever they hold now: what somebody or an old fault has damaged is as it was. A row never ends with less than before: what the provider itself answered, or what events told that the journal has dropped, stays and is read from the provider if the account has an API key (to_confirm). Nothing leaves for the outside.")
            .WithQuery()
            .Answers<RebuiltStream>(ApiExamples.Rebuilt)
            .Refuses(404, 409);

        routes.MapGet("/v1/streams/{account}/{kind}/{id}", GetAsync)
            .Describe("getStream", "Streams", "A stream", "How many events the stream has, how far they are applied, and what is in its way.")
            .WithQuery()
            .Answers<StreamState>(ApiExamples.Stream)
            .Refuses(404);

        routes.MapGet("/v1/streams/{account}/{kind}/{id}/events", ListEventsAsync)
            .Describe("listStreamEvents", "Streams", "A stream's events", "The events of one stream by version, newest first unless asked otherwise.")
            .WithQuery(Order, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<EventSummary>>(ApiExamples.Events)
            .Refuses(400, 404);
    }

    private static async Task<IResult> ListStalledAsync(HttpContext context, IStreamQueries queries, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var held = query.Text(Status) == "held";
        var account = query.Text(QueryParameter.Account);
        var limit = query.Limit();
        var after = query.Cursor(StalledCursorName, 1);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var streams = await queries.ListStalledAsync(held, account, after?[0], limit + 1, cancellationToken);
        return TypedResults.Ok(Page<StreamState>.Of(streams, limit, static s => PageCursor.Encode(StalledCursorName, s.Stream)));
    }

    private static async Task<IResult> RebuildAsync(
        [Description("The account, for example stripe.")] string account,
        [Description("What the entity is: customer, subscription or endpoint.")] string kind,
        [Description("The provider's id of the entity, for example cus_9s6XKzkNRiz8i3. A slash in it is written %2F.")] string id,
        HttpContext context,
        IStreamQueries queries,
        StreamRebuilding rebuilding,
        CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var key = StreamKey.FromPath(account, kind, id);
        return await queries.FindAsync(key, cancellationToken) is null ? NotFound(key) : await rebuilding.RebuildAsync(key, cancellationToken);
    }

    private static async Task<IResult> GetAsync(
        [Description("The account, for example stripe.")] string account,
        [Description("What the entity is: customer, subscription or endpoint.")] string kind,
        [Description("The provider's id of the entity, for example cus_9s6XKzkNRiz8i3. A slash in it is written %2F.")] string id,
        HttpContext context,
        IStreamQueries queries,
        CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var key = StreamKey.FromPath(account, kind, id);
        return await queries.FindAsync(key, cancellationToken) is { } state ? TypedResults.Ok(state) : NotFound(key);
    }

    private static async Task<IResult> ListEventsAsync(
        [Description("The account, for example stripe.")] string account,
        [Description("What the entity is: customer, subscription or endpoint.")] string kind,
        [Description("The provider's id of the entity, for example cus_9s6XKzkNRiz8i3. A slash in it is written %2F.")] string id,
        HttpContext context,
        IStreamQueries queries,
        CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var ascending = query.Text(Order) == "asc";
        var limit = query.Limit();
        var after = query.NumberCursor(CursorName);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var key = StreamKey.FromPath(account, kind, id);
        var events = await queries.ListEventsAsync(key, after, ascending, limit + 1, cancellationToken);
        if (events.Count == 0 && await queries.FindAsync(key, cancellationToken) is null)
        {
            return NotFound(key);
        }

        return TypedResults.Ok(Page<EventSummary>.Of(events, limit, static e => PageCursor.Encode(CursorName, $"{e.Version}")));
    }

    private static IResult NotFound(StreamKey key) => Problems.Result(
        404, "unknown_stream", $"There is no stream {key}. A stream begins with its first event; its key is account/kind/id, such as stripe/customer/cus_123.");
}
