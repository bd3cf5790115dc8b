using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Backfills;

/// <summary><c>/v1/backfills</c>: reads what was there before the first webhook.</summary>
internal static class BackfillEndpoints
{
    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "id": "bf_019aa6f0c2d87c3f9d0e5b7a1c2d3e4f", "account": "stripe", "state": "running", "fault": null,
          "created_at": "2026-01-31T12:04:11.02Z", "finished_at": null,
          "objects": [
            { "kind": "customers", "state": "done", "read": 1204, "kept": 1190, "fault": null },
            { "kind": "subscriptions", "state": "running", "read": 300, "kept": 300, "fault": null }
          ]
        }
        """;

    internal static void MapBackfills(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/backfills", StartAsync)
            .Describe("startBackfill", "Backfills", "Read an existing account", "Reads all customers, subscriptions, invoices, products and prices that the provider has of an account, or only the kinds in 'objects', in the background and behind all other calls: {\"account\": \"stripe\", \"objects\": [\"customers\"]}, both optional. Answers 202 with the backfill, or 200 with the one that is running already if it is the same; it goes on after crashes and restarts. Deleted objects are not listed by providers.")
            .WithQuery()
            .Answers<BackfillState>(Example)
            .Answers<BackfillState>(Example, 202)
            .Refuses(400, 409, 413);

        routes.MapGet("/v1/backfills/{id}", GetAsync)
            .Describe("getBackfill", "Backfills", "A backfill", "How far a backfill is with each kind of object.")
            .WithQuery()
            .Answers<BackfillState>(Example)
            .Refuses(404);

        routes.MapPost("/v1/backfills/{id}/cancel", CancelAsync)
            .Describe("cancelBackfill", "Backfills", "Cancel a backfill", "Ends a backfill that is running, after the page that it is at; what it has read stays. Does nothing to one that has ended.")
            .WithQuery()
            .Answers<BackfillState>(Example)
            .Refuses(404);
    }

    private static async Task<IResult> StartAsync(HttpContext context, IBackfills backfills, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, BackfillJson.Default.BackfillRequest, BackfillRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, BackfillJson.Default.BackfillRequest)!;
        var account = request.Account ?? (backfills.Accounts is [var only] ? only : null);
        if (account is null || !backfills.Accounts.Contains(account))
        {
            return Problems.Result(
                409, "no_provider_key", "No account with an API key of its provider is meant: set STRIPE_API_KEY (or Signalbox__Accounts__{name}__ApiKey), and with several accounts say which in 'account'.");
        }

        IReadOnlyList<string> kinds = [.. BackfillKinds.All.Where(kind => request.Objects?.Contains(kind) ?? true)];
        var (backfill, isNew) = await backfills.StartAsync(account, kinds, cancellationToken);
        return isNew ? TypedResults.Accepted($"/v1/backfills/{backfill.Id}", backfill)
            : kinds.SequenceEqual(backfill.Objects.Select(static o => o.Kind)) ? TypedResults.Ok(backfill)
            : Problems.Result(409, "backfill_running", $"The account '{account}' is being backfilled with other objects ({backfill.Id}). Wait for it, or cancel it with POST /v1/backfills/{backfill.Id}/cancel.");
    }

    private static async Task<IResult> GetAsync(
        [Description("The backfill's id.")] string id, HttpContext context, IBackfills backfills, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(id, await backfills.FindAsync(id, cancellationToken));

    private static async Task<IResult> CancelAsync(
        [Description("The backfill's id.")] string id, HttpContext context, IBackfills backfills, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(id, await backfills.CancelAsync(id, cancellationToken));

    private static IResult Answer(string id, BackfillState? backfill) =>
        backfill is null ? Problems.Result(404, "unknown_backfill", $"There is no backfill '{id}'.") : TypedResults.Ok(backfill);
}
