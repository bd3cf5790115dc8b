using Signalbox.Providers.Cache;

namespace Signalbox.Providers.Stripe;

/// <summary>
/// Which of Stripe's objects may be cached: those of which every change is told by an event (https://docs.stripe.com/api/events/types) and that are
/// read far more often than they change. Objects that money moves with are not among them.
/// </summary>
public static class StripeCacheableKinds
{
    /// <summary>Customers change with what they do, for example their balance with each invoice.</summary>
    public static readonly CacheableKind Customers = new("customers", TimeSpan.FromMinutes(5));

    /// <summary>Products change when somebody edits the catalogue.</summary>
    public static readonly CacheableKind Products = new("products", TimeSpan.FromMinutes(15));

    /// <summary>Prices change hardly at all: their amount never does.</summary>
    public static readonly CacheableKind Prices = new("prices", TimeSpan.FromMinutes(15));

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<CacheableKind> All = [Customers, Products, Prices];
}
