using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Care;

/// <summary><c>/v1/dead-letters</c>: what was given up on, and what to do about it.</summary>
internal static class DeadLetterEndpoints
{
    private const string CursorName = "dead-letters";

    private static readonly QueryParameter Status = new("status", "Only dead letters of which this has become.")
    {
        Choices = ["open", "replayed", "discarded", "any"],
        Default = "open",
    };

    private static readonly QueryParameter Stream = new("stream", "Only of this stream, by its key.")
    {
        Example = "stripe/customer/cus_9s6XKzkNRiz8i3",
        MaxLength = 600,
    };

    private static readonly QueryParameter Type = new("type", "Only this type; with a * at its end, all types that begin so.") { Example = "invoice.*" };

    internal static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/dead-letters", ListAsync)
            .Describe("listDeadLetters", "Care", "Dead letters", "Events that were given up on, newest first; open ones unless asked otherwise.")
            .WithQuery(Status, QueryParameter.Account, Stream, Type, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<DeadLetter>>(ApiExamples.DeadLetters)
            .Refuses(400);

        routes.MapGet("/v1/dead-letters/{id:long}", GetAsync)
            .Describe("getDeadLetter", "Care", "A dead letter", "One event that was given up on, with its error.")
            .WithQuery()
            .Answers<DeadLetter>(ApiExamples.DeadLetter)
            .Refuses(404);

        MapBatches(routes);

        routes.MapPost("/v1/dead-letters/{id:long}/replay", ReplayAsync)
            .Describe("replayDeadLetter", "Care", "Replay a dead letter", "Applies the event once more, now. A stream that it held goes on. A staler copy of an object does not overwrite a fresher one, so that replaying late does no harm. With 409 and code replay_failed the dead letter stays open, with the new error.")
            .WithQuery()
            .Answers<DeadLetter>(ApiExamples.ReplayedDeadLetter)
            .Refuses(404, 409);

        routes.MapPost("/v1/dead-letters/{id:long}/discard", DiscardAsync)
            .Describe("discardDeadLetter", "Care", "Discard a dead letter", "Passes over the event for good. A stream that it held goes on with the next event. The event stays in the journal.")
            .WithQuery()
            .Answers<DeadLetter>(ApiExamples.DiscardedDeadLetter)
            .Refuses(404, 409);
    }

    private static void MapBatches(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/dead-letters/replay", static (HttpContext context, DeadLetterBatches batches, CancellationToken cancellationToken) => batches.ResolveAsync(context, DeadLetterAction.Replay, cancellationToken))
            .Describe("replayDeadLetters", "Care", "Replay dead letters", $"Applies open dead letters once more, now, the oldest first: those in 'ids', or those that pass a filter of account, stream and type (with * at its end), {DeadLetterBatches.Most} at a time. While 'more' is true, call it again with 'after' set to 'last'; with very many, POST /v1/replays with status dead_letter does it in the background.")
            .WithQuery()
            .Answers<DeadLetterBatch>(ApiExamples.DeadLetterBatch)
            .Refuses(400, 413);

        routes.MapPost("/v1/dead-letters/discard", static (HttpContext context, DeadLetterBatches batches, CancellationToken cancellationToken) => batches.ResolveAsync(context, DeadLetterAction.Discard, cancellationToken))
            .Describe("discardDeadLetters", "Care", "Discard dead letters", $"Passes over open dead letters for good, chosen as for their replay, {DeadLetterBatches.Most} at a time. While 'more' is true, call it again with 'after' set to 'last'.")
            .WithQuery()
            .Answers<DeadLetterBatch>(ApiExamples.DeadLetterBatch)
            .Refuses(400, 413);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IDeadLetterQueries queries, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var status = query.Text(Status);
        var filter = new DeadLetterFilter(status == "any" ? null : status, query.Text(QueryParameter.Account), query.Text(Stream), query.Text(Type));
        var limit = query.Limit();
        var before = query.NumberCursor(CursorName);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var letters = await queries.ListAsync(filter, before, limit + 1, cancellationToken);
        return TypedResults.Ok(Page<DeadLetter>.Of(letters, limit, static d => PageCursor.Encode(CursorName, $"{d.Id}")));
    }

    private static async Task<IResult> GetAsync(
        [Description("The dead letter's number.")] long id, HttpContext context, IDeadLetterQueries queries, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (await queries.FindAsync(id, cancellationToken) is { } letter ? TypedResults.Ok(letter) : DeadLetterCare.Unknown(id));

    private static async Task<IResult> ReplayAsync(
        [Description("The dead letter's number.")] long id, HttpContext context, DeadLetterCare care, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? await care.ReplayAsync(id, cancellationToken);

    private static async Task<IResult> DiscardAsync(
        [Description("The dead letter's number.")] long id, HttpContext context, DeadLetterCare care, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? await care.DiscardAsync(id, cancellationToken);
}
