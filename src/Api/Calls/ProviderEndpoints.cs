using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Calls;

/// <summary><c>/v1/providers</c>: how the calls to providers stand, and circuits opened and closed by hand.</summary>
internal static class ProviderEndpoints
{
    internal static void MapProviders(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/providers", List)
            .Describe("listProviders", "Providers", "Accounts", "The configured accounts, all on one page.")
            .WithQuery()
            .Answers<Page<ProviderAccount>>(ProviderExamples.Accounts);

        routes.MapGet("/v1/providers/{account}", GetAsync)
            .Describe("getProvider", "Providers", "An account's limits and circuits", "How calls to the account's provider stand in the whole cluster: limits, what is used of them, pauses, requests in flight, circuits. Only 'waiting' is of the one process that answers: each process has a queue of its own, and one without grains has none.")
            .WithQuery()
            .Answers<ProviderStatus>(ProviderExamples.Status)
            .Refuses(404);

        routes.MapPost("/v1/providers/{account}/circuits/{class}/isolate", IsolateAsync)
            .Describe("isolateCircuit", "Providers", "Isolate a circuit", "Stops all requests to these endpoints, in the whole cluster within a second, until somebody closes the circuit. Each call fails at once with circuit open. Written to the log.")
            .WithQuery()
            .Answers<ProviderCircuit>(ProviderExamples.Isolated)
            .Refuses(404);

        routes.MapPost("/v1/providers/{account}/circuits/{class}/close", CloseAsync)
            .Describe("closeCircuit", "Providers", "Close a circuit", "Lets requests through again, whatever the circuit's state, and forgets the failures that were counted. Written to the log.")
            .WithQuery()
            .Answers<ProviderCircuit>(ProviderExamples.Closed)
            .Refuses(404);
    }

    private static IResult List(HttpContext context, IProviderQueries queries) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(new Page<ProviderAccount>(queries.Accounts, More: false, NextCursor: null));

    private static async Task<IResult> GetAsync(
        [Description("The account, for example stripe.")] string account,
        HttpContext context,
        IProviderQueries queries,
        CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault
            ?? (await queries.FindAsync(account, cancellationToken) is { } status
                ? TypedResults.Ok(status)
                : Problems.Result(404, "unknown_account", "There is no such account. GET /v1/providers lists those that there are."));

    private static async Task<IResult> IsolateAsync(
        [Description("The account, for example stripe.")] string account,
        [Description("The circuit's class, for example payments or payments.background.")] string @class,
        HttpContext context,
        CircuitCare care,
        CancellationToken cancellationToken) => RequestQuery.Of(context).Fault ?? await care.IsolateAsync(account, @class, cancellationToken);

    private static async Task<IResult> CloseAsync(
        [Description("The account, for example stripe.")] string account,
        [Description("The circuit's class, for example payments or payments.background.")] string @class,
        HttpContext context,
        CircuitCare care,
        CancellationToken cancellationToken) => RequestQuery.Of(context).Fault ?? await care.CloseAsync(account, @class, cancellationToken);
}
