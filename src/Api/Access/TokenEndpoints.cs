using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Access;

/// <summary><c>/v1/tokens</c>: tokens with which a tenant's browser reads its own events.</summary>
internal static class TokenEndpoints
{
    /// <summary>For the API's description; a test reads each as what it is an example of.</summary>
    internal const string Example = """
        { "id": "rt_5Xk2vTq0bN8mYd3rLw7c1A", "tenant": "acme", "description": "Dashboard of user 41", "created_at": "2026-01-31T12:00:00Z", "expires_at": "2026-01-31T13:00:00Z" }
        """;

    internal const string ListExample = $$"""{ "items": [ {{Example}} ], "more": false, "next_cursor": null }""";

    internal const string MadeExample = $$"""{ "token": "sbt_not_a_real_token", "details": {{Example}} }""";

    private const string CursorName = "tokens";

    private static readonly QueryParameter Tenant = new("tenant", "Only tokens of this tenant.") { Example = "acme" };

    internal static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/tokens", ListAsync)
            .Describe("listTokens", "Feed", "Read tokens", "The read tokens that are valid, newest first.")
            .WithQuery(Tenant, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<ReadTokenView>>(ListExample)
            .Refuses(400);

        routes.MapPost("/v1/tokens", CreateAsync)
            .Describe("createToken", "Feed", "Make a read token", """Makes a token that opens GET /v1/feed with the events of one tenant, and nothing else: {"tenant": "acme", "expires_in": "01:00:00", "description": ""}; tenant is required, expires_in at most 30 days (30.00:00:00), an hour if it is left out. The token is shown in this answer only. It is sent as 'Authorization: Bearer', or by browsers' EventSource as ?token=.""")
            .WithQuery()
            .Answers<NewReadToken>(MadeExample)
            .Answers<NewReadToken>(MadeExample, 201)
            .Refuses(400, 413);

        routes.MapDelete("/v1/tokens/{id}", RevokeAsync)
            .Describe("revokeToken", "Feed", "Revoke a read token", "Deletes a read token. Feeds that it has opened end within seconds.")
            .WithQuery()
            .Answers<ReadTokenView>(Example)
            .Refuses(404);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IReadTokens tokens, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var (tenant, limit, before) = (query.Text(Tenant), query.Limit(), query.NumberCursor(CursorName));
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var (found, next) = await tokens.ListAsync(tenant, before, limit, cancellationToken);
        return TypedResults.Ok(new Page<ReadTokenView>(found, next is not null, next is null ? null : PageCursor.Encode(CursorName, $"{next}")));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IReadTokens tokens, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, TokenJson.Default.TokenRequest, TokenRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, TokenJson.Default.TokenRequest)!;
        var (token, view) = await tokens.CreateAsync(request.Tenant, request.Lifetime, request.Description ?? string.Empty, cancellationToken);
        return TypedResults.Created($"/v1/tokens/{view.Id}", new NewReadToken(token, view));
    }

    private static async Task<IResult> RevokeAsync(
        [Description("The token's id: rt_…")] string id, HttpContext context, IReadTokens tokens, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault
        ?? (await tokens.RevokeAsync(id, cancellationToken) is { } gone ? TypedResults.Ok(gone) : Problems.Result(404, "unknown_token", "There is no read token of this id."));
}
