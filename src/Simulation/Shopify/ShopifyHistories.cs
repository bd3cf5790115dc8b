namespace Signalbox.Simulation.Shopify;

/// <summary>What a shop sends.</summary>
internal static class ShopifyHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<ShopifyShop>(
        "shopify",
        static request => new ShopifyShop(request),
        [
            (new("order", "a customer's order: made, paid, fulfilled"), Order),
            (new("order-cancelled", "one that is cancelled before it is paid"), static shop => shop.Cancel(shop.Order(shop.AddCustomer()))),
            (new("customer", "a customer who is made and changed twice"), Customer),
        ],
        "N events about the orders of M customers, and about these",
        new Dictionary<string, Action<ShopifyShop>>
        {
            ["customers/create"] = static shop => shop.AddCustomer(),
            ["customers/update"] = static shop => shop.Update(shop.AddCustomer()),
            ["orders/create"] = static shop => shop.Order(shop.AddCustomer()),
            ["orders/paid"] = Order,
            ["orders/fulfilled"] = Order,
            ["orders/cancelled"] = static shop => shop.Cancel(shop.Order(shop.AddCustomer())),
        });

    private static void Order(ShopifyShop shop)
    {
        var order = shop.Order(shop.AddCustomer());
        shop.Advance(TimeSpan.FromSeconds(4));
        shop.Pay(order);
        shop.Advance(TimeSpan.FromDays(1));
        shop.Fulfill(order);
    }

    private static void Customer(ShopifyShop shop)
    {
        var customer = shop.AddCustomer();
        shop.Advance(TimeSpan.FromMinutes(3));
        shop.Update(customer);
        shop.Update(customer);
    }
}
