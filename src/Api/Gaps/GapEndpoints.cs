using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Gaps;

/// <summary><c>/v1/gaps</c>: how far the search for events that no webhook brought is.</summary>
internal static class GapEndpoints
{
    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "items": [
            {
              "account": "stripe", "searched_to": "2026-01-31T12:03:10Z", "searched_at": "2026-01-31T12:04:11.02Z", "found": 2,
              "last_found_at": "2026-01-30T03:10:44.5Z", "fault": null, "faulty_since": null
            }
          ],
          "more": false,
          "next_cursor": null
        }
        """;

    internal static void MapGaps(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/gaps", ListAsync)
            .Describe("listGapSearches", "Care", "The search for missed events", "For each account with an API key: up to which time its provider's list of events was compared with the journal, and how many were found that no webhook had brought. Found events have a header 'Signalbox-Received-Via: event-list' in /v1/events/{id}.")
            .WithQuery()
            .Answers<Page<GapSearchState>>(Example);

    private static async Task<IResult> ListAsync(HttpContext context, IGapQueries queries, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(new Page<GapSearchState>(await queries.ListAsync(cancellationToken), More: false, NextCursor: null));
}
