using System.Text;
using Signalbox.Cache;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>Objects as a provider answers them.</summary>
internal static class Answers
{
    internal static readonly CacheKey Product = ProductKey("prod_1");

    internal static CacheKey ProductKey(string id) => new("stripe", new ObjectKey(ProjectionTable.Products, id));

    internal static ObservedObject Observed(CacheKey key, string name = "One") => StripeProjection.Instance.Observe(
        key.Account, Encoding.UTF8.GetBytes($$"""{ "id": "{{key.Object.Id}}", "object": "product", "name": "{{name}}" }"""), asOf: 1_700_000_000)!;

    internal static ObservedObject Deleted(CacheKey key) => StripeProjection.Instance.Gone(key.Account, key.Object, asOf: 1_700_000_000);

    internal static CacheEntry Entry(CacheKey key, string name = "One", long revision = 1, long askedAt = 0) => CacheEntry.Of(Observed(key, name), revision, askedAt);
}
