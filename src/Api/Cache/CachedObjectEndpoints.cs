using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Access;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Providers.Cache;
using Signalbox.Providers.Stripe;

namespace Signalbox.Cache;

/// <summary><c>GET /v1/providers/{account}/customers/{id}</c>, <c>/products/{id}</c> and <c>/prices/{id}</c>: objects as the provider has them.</summary>
internal static class CachedObjectEndpoints
{
    internal const string OriginHeader = "Signalbox-Cache";

    private const string Rules = "as the provider has it: its JSON, less white space. Read through a cache that ends with the next event about the object, whichever process gets it. Any number of requests at once are one call, which is counted by the account's limits like any other and goes before reads in the background. While the provider cannot be asked, an older answer is given and said to be stale. The projection gets what was read.";

    internal static void MapCachedObjects(this IEndpointRouteBuilder routes)
    {
        routes.Map(StripeCacheableKinds.Customers, "getProviderCustomer", "A customer at its provider", $"A customer {Rules}", CacheExamples.Customer);
        routes.Map(StripeCacheableKinds.Products, "getProviderProduct", "A product at its provider", $"A product {Rules}", CacheExamples.Product);
        routes.Map(StripeCacheableKinds.Prices, "getProviderPrice", "A price at its provider", $"A price {Rules}", CacheExamples.Price);
    }

    private static void Map(this IEndpointRouteBuilder routes, CacheableKind kind, string id, string summary, string description, string example) =>
        routes.MapGet($"/v1/providers/{{account}}/{kind.Name}/{{id}}", (
                [Description("The account, for example stripe.")] string account,
                [Description("The provider's id of it.")] string id,
                HttpContext context,
                ObjectReading reading,
                CancellationToken cancellationToken) => reading.ReadAsync(context, account, kind, id, cancellationToken))
            .Describe(id, "Providers", summary, description)
            .WithQuery()
            .WithMetadata(
                new CallsProvider(),
                new AnswerHeader(OriginHeader, "hit: from the cache. miss: the provider was asked. stale: from the cache although it may have changed, since the provider cannot be asked."),
                new AnswerHeader("Age", "Seconds since the provider was asked (RFC 9111).", IsNumber: true))
            .Answers<JsonRawValue>(example)
            .Refuses(400, 404, 409, 429, 502);
}
