using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Rebuilds;

/// <summary><c>/v1/rebuilds</c>: all projections computed anew from the journal.</summary>
internal static class RebuildEndpoints
{
    private const string CursorName = "rebuilds";

    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "id": "rb_019aa6f0c2d87c3f9d0e5b7a1c2d3e4f", "state": "running", "dry_run": false, "step": "swap", "progress": 1, "events": 812000, "carried": 4120,
          "bytes_needed": 734003200, "tables": [ { "table": "customers", "rows": 51200, "added": 1, "removed": 0, "changed": 3, "bytes": 73400320 } ],
          "fault": null, "created_at": "2026-01-31T12:04:11.02Z", "swapped_at": null, "finished_at": null
        }
        """;

    internal const string Examples = $$"""{ "items": [ {{Example}} ], "more": false, "next_cursor": null }""";

    internal static void MapRebuilds(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/rebuilds", StartAsync)
            .Describe("startRebuild", "Rebuilds", "Rebuild all projections", "Computes all rows anew from the journal, in the background and behind live traffic, into tables of their own that are then swapped in at once. What the journal does not tell is taken over. {\"dry_run\": true} ends with the comparison and changes nothing. Needs as much disk again as the tables have (bytes_needed). Answers 202; it goes on after crashes and restarts. One at a time.")
            .WithQuery()
            .Answers<RebuildState>(Example, 202)
            .Refuses(400, 409, 413);

        routes.MapGet("/v1/rebuilds", ListAsync)
            .Describe("listRebuilds", "Rebuilds", "Rebuilds", "Rebuilds, newest first. Those that have ended are kept for a while.")
            .WithQuery(QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<RebuildState>>(Examples)
            .Refuses(400);

        routes.MapGet("/v1/rebuilds/{id}", GetAsync)
            .Describe("getRebuild", "Rebuilds", "A rebuild", "How far a rebuild is, and how the new rows differ from the live ones once they were compared.")
            .WithQuery()
            .Answers<RebuildState>(Example)
            .Refuses(404);

        routes.MapDelete("/v1/rebuilds/{id}", CancelAsync)
            .Describe("cancelRebuild", "Rebuilds", "Cancel a rebuild", "Ends a rebuild that is running; the live rows stay as they are, and the new tables are dropped. Does nothing to one that has ended.")
            .WithQuery()
            .Answers<RebuildState>(Example)
            .Refuses(404);
    }

    private static async Task<IResult> StartAsync(HttpContext context, IRebuilds rebuilds, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, RebuildRequestJson.Default.RebuildRequest, static (_, _) => { });
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, RebuildRequestJson.Default.RebuildRequest)!;
        return await rebuilds.StartAsync(request.DryRun, cancellationToken) is { } rebuild
            ? TypedResults.Accepted($"/v1/rebuilds/{rebuild.Id}", rebuild)
            : Problems.Result(409, "rebuild_running", "A rebuild is running. GET /v1/rebuilds shows it; DELETE /v1/rebuilds/{id} cancels it.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IRebuilds rebuilds, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var limit = query.Limit();
        var before = query.Cursor(CursorName, 1);
        return query.Fault ?? TypedResults.Ok(
            Page<RebuildState>.Of(await rebuilds.ListAsync(before?[0], limit + 1, cancellationToken), limit, static r => PageCursor.Encode(CursorName, r.Id)));
    }

    private static async Task<IResult> GetAsync(
        [Description("The rebuild's id.")] string id, HttpContext context, IRebuilds rebuilds, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(id, await rebuilds.FindAsync(id, cancellationToken));

    private static async Task<IResult> CancelAsync(
        [Description("The rebuild's id.")] string id, HttpContext context, IRebuilds rebuilds, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(id, await rebuilds.CancelAsync(id, cancellationToken));

    private static IResult Answer(string id, RebuildState? rebuild) =>
        rebuild is null ? Problems.Result(404, "unknown_rebuild", $"There is no rebuild '{id}'. Those that have ended are forgotten after a while.") : TypedResults.Ok(rebuild);
}

/// <summary>What is asked for.</summary>
/// <param name="DryRun">Whether it ends with the comparison. Default false.</param>
internal sealed record RebuildRequest(bool DryRun = false);

/// <summary>Reads requests for rebuilds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(RebuildRequest))]
internal sealed partial class RebuildRequestJson : JsonSerializerContext;
