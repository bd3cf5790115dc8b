using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Access;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;

namespace Signalbox.Operations;

/// <summary>Answers commands (<see cref="CommandRoutes"/>), and <c>/v1/operations/{id}</c>.</summary>
internal static class OperationEndpoints
{
    internal static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapCommands();
        routes.MapGet("/v1/operations/{id}", GetAsync)
            .Describe("getOperation", "Operations", "An operation", "What was asked of a provider and what came of it. Kept for 30 days once its outcome is known.")
            .WithQuery()
            .Answers<OperationView>(OperationExamples.Operation)
            .Refuses(404);
    }

    /// <summary>Maps one command.</summary>
    internal static RouteHandlerBuilder MapCommand<T>(this IEndpointRouteBuilder routes, string method, string path, CommandShape<T> shape) =>
        routes.MapMethods(path, [method], (HttpContext context, IOperations operations, IAccounts accounts, CancellationToken cancellationToken) =>
                RunAsync(shape, context, operations, accounts, cancellationToken))
            .WithQuery(QueryParameter.Account)
            .WithMetadata(new CallsProvider());

    private static async Task<IResult> RunAsync<T>(
        CommandShape<T> shape, HttpContext context, IOperations operations, IAccounts accounts, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var asked = query.Text(QueryParameter.Account);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        if (asked is not null && accounts.All.All(a => a.Name != asked))
        {
            return Problems.Result(404, "unknown_account", "There is no such account. GET /v1/providers lists those that there are.");
        }

        if (CommandRequest.AccountOf(asked, accounts, operations) is not { } account || !operations.CanCall(account))
        {
            return Problems.Result(
                409, "no_provider_key", "No account with an API key of its provider is meant: set STRIPE_API_KEY (or Signalbox__Accounts__{name}__ApiKey), and with several accounts say which with ?account=.");
        }

        var (key, badKey) = CommandRequest.KeyOf(context, shape.NeedsKey);
        if (badKey is not null)
        {
            return badKey;
        }

        var (recorded, badBody) = await CommandRequest.ReadAsync(context, shape.Type, shape.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var preference = OperationPreference.Of(context.Request.Headers["Prefer"]);
        var answer = await operations.RunAsync(
            new OperationRequest(account, shape.Name, key!, CommandRequest.CallerOf(context), recorded), preference, cancellationToken);
        return Answer(context, answer);
    }

    private static IResult Answer(HttpContext context, OperationAnswer answer)
    {
        var headers = context.Response.Headers;
        if (answer.Refusal is { } refusal)
        {
            if (refusal.Status is not 502)
            {
                headers.RetryAfter = $"{Math.Max(1, Math.Ceiling((refusal.RetryAfter ?? TimeSpan.Zero).TotalSeconds)):0}";
            }

            return Problems.Result(
                refusal.Status, refusal.Status switch { 429 => "rate_limited", 502 => "provider_authentication", _ => "provider_unavailable" }, $"{refusal.Reason} Nothing was recorded: send it again with the same {CommandRequest.KeyHeader}.");
        }

        headers["Signalbox-Operation"] = answer.Operation.Id;
        switch (answer.Kind)
        {
            case OperationAnswerKind.Conflict:
                return Problems.Result(409, "idempotency_conflict", $"The {CommandRequest.KeyHeader} was used for another request. A new request needs a new key.");

            case OperationAnswerKind.Running:
                headers.RetryAfter = "1";
                return Problems.Result(
                    409, "operation_running", $"This request is under way. Send it again in a while or with 'Prefer: wait=30', or read /v1/operations/{answer.Operation.Id}.");

            case OperationAnswerKind.Accepted:
                return TypedResults.Accepted($"/v1/operations/{answer.Operation.Id}", OperationView.Of(answer.Operation));

            case OperationAnswerKind.Replayed:
                headers["Idempotent-Replayed"] = "true";
                return new RecordedAnswer(answer.Operation.Outcome!);

            default:
                return new RecordedAnswer(answer.Operation.Outcome!);
        }
    }

    private static async Task<IResult> GetAsync(
        [Description("The operation's id.")] string id, HttpContext context, IOperations operations, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (await operations.FindAsync(id, cancellationToken) is { } operation
            ? TypedResults.Ok(OperationView.Of(operation))
            : Problems.Result(404, "unknown_operation", $"There is no operation '{id}'. Operations are kept for 30 days."));

    /// <summary>The recorded bytes.</summary>
    private sealed class RecordedAnswer(Outcome outcome) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = outcome.Status;
            httpContext.Response.ContentType = outcome.IsSuccess ? "application/json" : Problems.ContentType;
            httpContext.Response.ContentLength = outcome.Body.Length;
            await httpContext.Response.BodyWriter.WriteAsync(outcome.Body, httpContext.RequestAborted);
        }
    }
}
