namespace Signalbox.Simulation.Stripe;

/// <summary>What is sold.</summary>
public sealed class Product : StripeObject
{
    internal Product(string id, long created, string name)
        : base(id, "product", created)
    {
        Name = name;
        Updated = created;
    }

    public string Name { get; internal set; }

    public bool Active { get; internal set; } = true;

    internal long Updated { get; set; }

    internal int Prices { get; set; }

    internal string? Description { get; set; } =
        "Every train in its own stretch of line, for teams of any size. Includes priority support and an audit log.";

    internal Metadata Metadata { get; } = new();

    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"product","active":{{Active}},"attributes":[],"created":{{Created}},"default_price":null,
        "description":{{Description}},
        "features":[],"images":["https://files.stripe.com/links/MDB8YWNjdF8x{{Id:in}}"],"livemode":false,"marketing_features":[
        {"name":"Unlimited projects"},{"name":"Audit log"},{"name":"Priority support"}],"metadata":{{Metadata}},"name":{{Name}},
        "package_dimensions":null,"shippable":null,"statement_descriptor":null,"tax_code":"txcd_10103001","type":"service","unit_label":"seat",
        "updated":{{Updated}},"url":"https://shop.example/products/{{Id:in}}"}
        """);

    internal override void AddTruth(List<TruthRow> rows) =>
        rows.Add(Row("products", ("name", Name), ("active", Active), ("deleted", IsDeleted)));
}
