namespace Signalbox.Simulation.Stripe;

/// <summary>The old form of a recurring price, with the same id.</summary>
internal sealed class Plan(Price price) : StripeObject(price.Id, "plan", price.Created)
{
    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"plan","active":{{price.Active}},"aggregate_usage":null,"amount":{{price.UnitAmount}},
        "amount_decimal":"{{price.UnitAmount}}","billing_scheme":"per_unit","created":{{Created}},"currency":{{price.Currency}},
        "interval":{{price.Interval}},"interval_count":1,"livemode":false,"metadata":{{price.Metadata}},"meter":null,"nickname":{{price.Nickname}},
        "product":{{price.Product.Id}},"tiers_mode":null,"transform_usage":null,"trial_period_days":null,"usage_type":"licensed"}
        """);
}
