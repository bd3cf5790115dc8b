using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary><c>POST /v1/streams/…/refresh</c>: reads a stream's objects from the provider, now.</summary>
internal static class RefreshEndpoint
{
    internal static void MapRefresh(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/streams/{account}/{kind}/{id}/refresh", RefreshAsync)
            .Describe("refreshStream", "Streams", "Refresh a stream", "Reads the stream's objects from the provider's API and confirms their rows: the entity itself and up to 99 others, the most recent first; of the endpoint's stream products, prices and disputes. Answers when they are read, within half a minute; what time or the provider's limits leave out is refused and can be asked for again. Needs an API key of the account.")
            .WithQuery()
            .Answers<RefreshAnswer>(ApiExamples.Refresh)
            .Refuses(404, 409);

    private static async Task<IResult> RefreshAsync(
        [Description("The account, for example stripe.")] string account,
        [Description("What the entity is: customer, subscription or endpoint.")] string kind,
        [Description("The provider's id of the entity, for example cus_9s6XKzkNRiz8i3. A slash in it is written %2F.")] string id,
        HttpContext context,
        StreamRefresh refresh,
        CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? await refresh.RefreshAsync(StreamKey.FromPath(account, kind, id), cancellationToken);
}
