namespace Signalbox.Simulation.Stripe;

/// <summary>What a product costs, once or every month or year.</summary>
public sealed class Price : StripeObject
{
    internal Price(string id, long created, Product product, string currency, long unitAmount, string? interval)
        : base(id, "price", created)
    {
        Product = product;
        Currency = currency;
        UnitAmount = unitAmount;
        Interval = interval;
    }

    public Product Product { get; }

    public string Currency { get; }

    /// <summary>In the currency's smallest unit.</summary>
    public long UnitAmount { get; }

    /// <summary><c>day</c>, <c>week</c>, <c>month</c>, <c>year</c>, or null for a price that is paid once.</summary>
    public string? Interval { get; }

    public bool Active { get; internal set; } = true;

    public string? Nickname { get; internal set; }

    internal Metadata Metadata { get; } = new();

    /// <summary>The old form of a recurring price: Stripe keeps one beside each, of the same id, with events of its own.</summary>
    internal Plan? Plan { get; set; }

    internal long PeriodEndAfter(long start)
    {
        var from = DateTimeOffset.FromUnixTimeSeconds(start);
        return (Interval switch
        {
            "day" => from.AddDays(1),
            "week" => from.AddDays(7),
            "year" => from.AddYears(1),
            _ => from.AddMonths(1),
        }).ToUnixTimeSeconds();
    }

    internal override void WriteTo(JsonText json)
    {
        json.Add($$"""
            {"id":{{Id}},"object":"price","active":{{Active}},"billing_scheme":"per_unit","created":{{Created}},"currency":{{Currency}},
            "custom_unit_amount":null,"livemode":false,"lookup_key":null,"metadata":{{Metadata}},"nickname":{{Nickname}},"product":{{Product.Id}},"recurring":
            """);
        if (Interval is null)
        {
            json.Raw("null"u8);
        }
        else
        {
            json.Add($$"""{"aggregate_usage":null,"interval":{{Interval}},"interval_count":1,"meter":null,"trial_period_days":null,"usage_type":"licensed"}""");
        }

        json.Add($$"""
            ,"tax_behavior":"unspecified","tiers_mode":null,"transform_quantity":null,"type":{{(Interval is null ? "one_time" : "recurring")}},
            "unit_amount":{{UnitAmount}},"unit_amount_decimal":"{{UnitAmount}}"}
            """);
    }

    internal override void AddTruth(List<TruthRow> rows) => rows.Add(Row(
        "prices", ("product_id", Product.Id), ("active", Active), ("currency", Currency), ("unit_amount", UnitAmount),
        ("recurring_interval", Interval), ("deleted", IsDeleted)));
}
