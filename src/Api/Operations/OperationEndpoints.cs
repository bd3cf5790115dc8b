using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Access;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;

namespace Signalbox.Operations;

/// <summary>What the product asks of providers: <c>POST /v1/customers</c>, <c>/v1/payments</c>, <c>/v1/refunds</c>; and <c>/v1/operations/{id}</c>.</summary>
internal static class OperationEndpoints
{
    private const string Rules = "Answers with the provider's object. The same Idempotency-Key and body get the recorded answer; another body under the key is 409 idempotency_conflict. While the outcome is unknown the answer is 202 with the operation, which goes on by itself and never happens twice. With 'Prefer: respond-async' the answer is 202 at once.";

    internal static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapCommand("/v1/customers", CommandNames.CreateCustomer, CommandJson.Default.CustomerCreateRequest, CommandChecks.Customer, needsKey: false)
            .Describe("createCustomer", "Operations", "Create a customer", Rules)
            .Answers<JsonRawValue>(OperationExamples.Customer)
            .Refuses(400, 402, 404, 409, 413, 422, 502);
        routes.MapCommand("/v1/payments", CommandNames.CreatePayment, CommandJson.Default.PaymentIntentCreateRequest, CommandChecks.Payment, needsKey: true)
            .Describe("createPayment", "Operations", "Create a payment", $"Creates a payment intent, and confirms it if 'confirm' is true. Needs an Idempotency-Key. {Rules}")
            .Answers<JsonRawValue>(OperationExamples.Payment)
            .Refuses(400, 402, 404, 409, 413, 422, 502);
        routes.MapCommand("/v1/refunds", CommandNames.CreateRefund, CommandJson.Default.RefundCreateRequest, CommandChecks.Refund, needsKey: true)
            .Describe("createRefund", "Operations", "Refund a payment", $"Pays back a payment or a part of it. Needs an Idempotency-Key. {Rules}")
            .Answers<JsonRawValue>(OperationExamples.Refund)
            .Refuses(400, 402, 404, 409, 413, 422, 502);

        routes.MapGet("/v1/operations/{id}", GetAsync)
            .Describe("getOperation", "Operations", "An operation", "What was asked of a provider and what came of it. Kept for 30 days once its outcome is known.")
            .WithQuery()
            .Answers<OperationView>(OperationExamples.Operation)
            .Refuses(404);
    }

    private static RouteHandlerBuilder MapCommand<T>(
        this IEndpointRouteBuilder routes, string path, string name, JsonTypeInfo<T> type, Func<T, Dictionary<string, string>> check, bool needsKey) =>
        routes.MapPost(path, (HttpContext context, IOperations operations, IAccounts accounts, CancellationToken cancellationToken) =>
                RunAsync(name, type, check, needsKey, context, operations, accounts, cancellationToken))
            .WithQuery(QueryParameter.Account)
            .WithMetadata(new CallsProvider());

    private static async Task<IResult> RunAsync<T>(
        string name, JsonTypeInfo<T> type, Func<T, Dictionary<string, string>> check, bool needsKey, HttpContext context, IOperations operations, IAccounts accounts, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var asked = query.Text(QueryParameter.Account);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        if (CommandRequest.AccountOf(asked, accounts, operations) is not { } account || !operations.CanCall(account))
        {
            return Problems.Result(
                409, "no_provider_key", "No account with an API key of its provider is meant: set STRIPE_API_KEY (or Signalbox__Accounts__{name}__ApiKey), and with several accounts say which with ?account=.");
        }

        var (key, badKey) = CommandRequest.KeyOf(context, needsKey);
        if (badKey is not null)
        {
            return badKey;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, type, check);
        if (badBody is not null)
        {
            return badBody;
        }

        var answer = await operations.RunAsync(
            new OperationRequest(account, name, key!, CommandRequest.CallerOf(context), body), CommandRequest.PrefersAsync(context), cancellationToken);
        context.Response.Headers["Signalbox-Operation"] = answer.Operation.Id;
        switch (answer.Kind)
        {
            case OperationAnswerKind.Conflict:
                return Problems.Result(409, "idempotency_conflict", $"The {CommandRequest.KeyHeader} was used for another request. A new request needs a new key.");

            case OperationAnswerKind.Running:
                context.Response.Headers.RetryAfter = "1";
                return Problems.Result(409, "operation_running", $"This request is under way. Send it again in a while, or read /v1/operations/{answer.Operation.Id}.");

            case OperationAnswerKind.Accepted:
                return TypedResults.Accepted($"/v1/operations/{answer.Operation.Id}", OperationView.Of(answer.Operation));

            case OperationAnswerKind.Replayed:
                context.Response.Headers["Idempotent-Replayed"] = "true";
                return Recorded(answer.Operation.Outcome!);

            default:
                return Recorded(answer.Operation.Outcome!);
        }
    }

    private static async Task<IResult> GetAsync(
        [Description("The operation's id.")] string id, HttpContext context, IOperations operations, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (await operations.FindAsync(id, cancellationToken) is { } operation
            ? TypedResults.Ok(OperationView.Of(operation))
            : Problems.Result(404, "unknown_operation", $"There is no operation '{id}'. Operations are kept for 30 days."));

    private static RecordedAnswer Recorded(Outcome outcome) => new(outcome);

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
