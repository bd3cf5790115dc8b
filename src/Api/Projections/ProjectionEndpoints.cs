using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;

namespace Signalbox.Projections;

/// <summary>A list and a by-id route for each of <see cref="ProjectionResources.Routed"/>.</summary>
internal static class ProjectionEndpoints
{
    private static readonly QueryParameter Deleted = new("deleted", "Whether what was deleted at the provider is left out (false), alone (true) or among the rest (any).")
    {
        Choices = ["false", "true", "any"],
        Default = "false",
    };

    internal static void MapProjections(this IEndpointRouteBuilder routes)
    {
        foreach (var resource in ProjectionResources.Routed)
        {
            routes.MapGet($"/v1/{resource.Name}", (HttpContext context, IProjectionQueries queries, CancellationToken cancellationToken) =>
                    ListAsync(resource, context, queries, cancellationToken))
                .Describe($"list{Plural(resource)}", "Objects", $"The {resource.Singular}s", "Ordered by account and id. A row shows the object as it is after all events that have been applied.")
                .WithQuery([QueryParameter.Account, .. resource.Filters, Deleted, QueryParameter.Limit, QueryParameter.Cursor])
                .AnswersRows(resource, isPage: true)
                .Refuses(400);

            routes.MapGet($"/v1/{resource.Name}/{{id}}", (
                    [Description("The provider's id.")] string id,
                    HttpContext context,
                    IProjectionQueries queries,
                    IAccounts accounts,
                    CancellationToken cancellationToken) => GetAsync(resource, id, context, queries, accounts, cancellationToken))
                .Describe($"get{resource.SchemaName}", "Objects", $"A {resource.Singular}", resource.HasItems ? "With its items. Also answers when it was deleted." : "Also answers when it was deleted.")
                .WithQuery(QueryParameter.Account)
                .AnswersRows(resource, isPage: false)
                .Refuses(400, 404, 409);
        }
    }

    private static string Plural(ProjectionResource resource) => $"{resource.SchemaName}s";

    private static async Task<IResult> ListAsync(
        ProjectionResource resource, HttpContext context, IProjectionQueries queries, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        bool? deleted = query.Text(Deleted) switch { "true" => true, "false" => false, _ => null };
        var filter = new ProjectionFilter(query.Text(QueryParameter.Account), deleted, [.. resource.Filters.Select(query.Text)]);
        var limit = query.Limit();
        var cursor = query.Cursor(resource.Name, 2);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var rows = await queries.ListAsync(resource, filter, cursor is [var account, var id] ? (account, id) : null, limit + 1, cancellationToken);
        var page = Page<ProjectedObject>.Of(rows, limit, row => PageCursor.Encode(resource.Name, row.Account, row.Id));
        return TypedResults.Ok(new Page<JsonRawValue>([.. page.Items.Select(static row => row.Json)], page.More, page.NextCursor));
    }

    private static async Task<IResult> GetAsync(
        ProjectionResource resource, string id, HttpContext context, IProjectionQueries queries, IAccounts accounts, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var account = query.Text(QueryParameter.Account);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var found = await queries.FindAsync(resource, account is null ? [.. accounts.All.Select(static a => a.Name)] : [account], id, cancellationToken);
        return found switch
        {
            [] => Problems.Result(
                404, "unknown_object", $"There is no {resource.Singular} '{id}'{(account is null ? " in a configured account" : $" in the account '{account}'")}."),
            [var one] => TypedResults.Ok(one.Json),
            _ => Ambiguous.Problem(resource.Singular, id, found.Select(static row => row.Account)),
        };
    }
}
