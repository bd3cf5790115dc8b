namespace Signalbox.Cache;

/// <summary>Stripe's objects as they may look, shortened.</summary>
internal static class CacheExamples
{
    internal const string Customer = """
        { "id": "cus_9s6XKzkNRiz8i3", "object": "customer", "email": "jenny@example.com", "name": "Jenny Rosen", "balance": 0, "livemode": false }
        """;

    internal const string Product = """
        { "id": "prod_NWjs8kKbJWmuuc", "object": "product", "name": "Gold plan", "active": true, "default_price": "price_1MowQVLkdIwHu7ixeRlqHVzs", "livemode": false }
        """;

    internal const string Price = """
        {
          "id": "price_1MowQVLkdIwHu7ixeRlqHVzs", "object": "price", "product": "prod_NWjs8kKbJWmuuc", "currency": "eur", "unit_amount": 1900, "type": "recurring",
          "recurring": { "interval": "month", "interval_count": 1 }, "active": true, "livemode": false
        }
        """;
}
