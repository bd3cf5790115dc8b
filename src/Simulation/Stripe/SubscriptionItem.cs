using System.Globalization;
using System.Text;

namespace Signalbox.Simulation.Stripe;

/// <summary>A price within a subscription. It has no events of its own: the subscription's carry it.</summary>
public sealed class SubscriptionItem
{
    internal SubscriptionItem(string id, long created, Price price, long quantity)
    {
        Id = id;
        Created = created;
        Quantity = quantity;
        Price = price;
        PriceJson = price.Published!;
        PlanJson = price.Plan!.Published!;
    }

    public string Id { get; }

    public long Quantity { get; internal set; }

    public Price Price { get; private set; }

    internal long Created { get; }

    // The price as it was when the item took it: a renamed price is no change of every subscription to it.
    internal byte[] PriceJson { get; private set; }

    internal byte[] PlanJson { get; private set; }

    /// <summary>How the last event that still had it carried it; null while it is part of the subscription.</summary>
    internal string? RemovedAs { get; private set; }

    internal void Remove(Subscription subscription, StripeShape shape) => RemovedAs = Text(subscription, shape);

    internal void Take(Price price)
    {
        Price = price;
        PriceJson = price.Published!;
        PlanJson = price.Plan!.Published!;
    }

    internal void WriteTo(JsonText json, Subscription subscription, StripeShape shape)
    {
        json.Add($$"""{"id":{{Id}},"object":"subscription_item","billing_thresholds":null,"created":{{Created}},""");
        if (shape is StripeShape.Current)
        {
            json.Add($$"""
                "current_period_end":{{subscription.CurrentPeriodEnd}},"current_period_start":{{subscription.CurrentPeriodStart}},
                """);
        }

        json.Add($$"""
            "discounts":[],"metadata":{},"plan":{{PlanJson}},"price":{{PriceJson}},"quantity":{{Quantity}},"subscription":{{subscription.Id}},"tax_rates":[]}
            """);
    }

    internal TruthRow Truth(Subscription subscription, StripeShape shape)
    {
        var columns = new Dictionary<string, string?>
        {
            ["id"] = Id,
            ["subscription_id"] = subscription.Id,
            ["price_id"] = Price.Id,
            ["product_id"] = Price.Product.Id,
            ["quantity"] = Quantity.ToString(CultureInfo.InvariantCulture),
            ["deleted"] = RemovedAs is not null ? "true" : "false",
        };
        return new TruthRow("subscription_items", Id, RemovedAs is not null, columns, RemovedAs ?? Text(subscription, shape));
    }

    private string Text(Subscription subscription, StripeShape shape)
    {
        var json = new JsonText();
        WriteTo(json, subscription, shape);
        return Encoding.UTF8.GetString(json.Written);
    }
}
