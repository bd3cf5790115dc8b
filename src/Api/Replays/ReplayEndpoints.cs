using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Replays;

/// <summary><c>/v1/replays</c>: events of the journal applied once more, as jobs.</summary>
internal static class ReplayEndpoints
{
    private const string CursorName = "replays";

    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "id": "rp_019aa6f0c2d87c3f9d0e5b7a1c2d3e4f", "state": "running", "account": "stripe", "stream": null, "version": null, "type": "invoice.*", "status": null,
          "from": "2026-01-24T00:00:00Z", "to": "2026-01-31T12:04:11.02Z", "effects": false, "progress": 0.42, "at": "2026-01-27T03:11:07.5Z",
          "looked": 81000, "applied": 21400, "rows": 3, "resolved": 0, "failed": 0, "waiting": 0, "fault": null,
          "created_at": "2026-01-31T12:04:11.02Z", "finished_at": null
        }
        """;

    internal const string Examples = $$"""{ "items": [ {{Example}} ], "more": false, "next_cursor": null }""";

    private static readonly QueryParameter State = new("state", "Only replays in this state.") { Choices = [ReplayState.Running, ReplayState.Done, ReplayState.Cancelled] };

    internal static void MapReplays(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/replays", StartAsync)
            .Describe("startReplay", "Replays", "Replay events", "Applies events of the journal once more, in the background and behind live traffic: one event ({\"event\": \"evt_…\"}), a stream ({\"stream\": \"stripe/customer/cus_…\"}), or what passes a filter of account, type (with * at its end), status (applied or dead_letter) and time (from, to). Staler copies never overwrite fresher ones, so that rows that are right stay as they are; open dead letters are applied and closed, discarded ones passed over. Nothing leaves for the outside again unless \"effects\" is true. Answers 202; the replay goes on after crashes and restarts.")
            .WithQuery()
            .Answers<ReplayState>(Example, 202)
            .Refuses(400, 404, 409, 413);

        routes.MapGet("/v1/replays", ListAsync)
            .Describe("listReplays", "Replays", "Replays", "Replays, newest first. Those that have ended are kept for a while.")
            .WithQuery(State, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<ReplayState>>(Examples)
            .Refuses(400);

        routes.MapGet("/v1/replays/{id}", GetAsync)
            .Describe("getReplay", "Replays", "A replay", "How far a replay is, and what came of it so far.")
            .WithQuery()
            .Answers<ReplayState>(Example)
            .Refuses(404);

        routes.MapDelete("/v1/replays/{id}", CancelAsync)
            .Describe("cancelReplay", "Replays", "Cancel a replay", "Ends a replay that is running, after the page that it is at; what it has applied stays. Does nothing to one that has ended.")
            .WithQuery()
            .Answers<ReplayState>(Example)
            .Refuses(404);
    }

    private static async Task<IResult> StartAsync(HttpContext context, IReplays replays, IEventQueries events, IAccounts accounts, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, ReplayJson.Default.ReplayRequest, ReplayRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, ReplayJson.Default.ReplayRequest)!;
        var scope = new ReplayScope(request.Account, request.Stream, Version: null, request.Type, request.Status, request.FromTime, request.ToTime, request.Effects);
        if (request.Event is { } id)
        {
            var found = await events.FindAsync(request.Account is { } account ? [account] : accounts.NamesWithOwn(), id, cancellationToken);
            if (found is not [var one])
            {
                return found.Count == 0
                    ? Problems.Result(404, "unknown_event", $"There is no event '{id}'.")
                    : Ambiguous.Problem("event", id, found.Select(static f => f.Summary.Account));
            }

            scope = scope with { Account = null, Stream = one.Summary.Stream, Version = one.Summary.Version };
        }

        return await replays.StartAsync(scope, cancellationToken) is { } replay
            ? TypedResults.Accepted($"/v1/replays/{replay.Id}", replay)
            : Problems.Result(409, "too_many_replays", $"{IReplays.MostRunning} replays are running. Wait for one, or cancel one with DELETE /v1/replays/{{id}}.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IReplays replays, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var state = query.Text(State);
        var limit = query.Limit();
        var before = query.Cursor(CursorName, 1);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var found = await replays.ListAsync(state, before?[0], limit + 1, cancellationToken);
        return TypedResults.Ok(Page<ReplayState>.Of(found, limit, static r => PageCursor.Encode(CursorName, r.Id)));
    }

    private static async Task<IResult> GetAsync(
        [Description("The replay's id.")] string id, HttpContext context, IReplays replays, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(id, await replays.FindAsync(id, cancellationToken));

    private static async Task<IResult> CancelAsync(
        [Description("The replay's id.")] string id, HttpContext context, IReplays replays, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(id, await replays.CancelAsync(id, cancellationToken));

    private static IResult Answer(string id, ReplayState? replay) =>
        replay is null ? Problems.Result(404, "unknown_replay", $"There is no replay '{id}'. Those that have ended are forgotten after a while.") : TypedResults.Ok(replay);
}
