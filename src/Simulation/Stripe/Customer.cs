namespace Signalbox.Simulation.Stripe;

/// <summary>A customer, with its subscriptions, payments and invoices.</summary>
public sealed class Customer : StripeObject
{
    internal Customer(string id, long created, string invoicePrefix)
        : base(id, "customer", created) => InvoicePrefix = invoicePrefix;

    /// <summary>Empty only for a customer made without one.</summary>
    public string? Email { get; internal set; }

    public string? Name { get; internal set; }

    /// <summary>Null until the first invoice.</summary>
    public string? Currency { get; internal set; }

    /// <summary>In the currency's smallest unit; negative is credit.</summary>
    public long Balance { get; internal set; }

    /// <summary>Whether the last invoice's payment failed.</summary>
    public bool Delinquent { get; internal set; }

    /// <summary>Those not yet ended.</summary>
    public IReadOnlyList<Subscription> Subscriptions => Living;

    internal List<Subscription> Living { get; } = [];

    internal Card? DefaultCard { get; set; }

    internal Card? Wallet { get; set; }

    /// <summary>As JSON; null where none is known.</summary>
    internal byte[]? Address { get; set; }

    internal string? Phone { get; set; }

    internal string? Description { get; set; }

    internal Metadata Metadata { get; } = new();

    internal string InvoicePrefix { get; }

    internal int InvoicesNumbered { get; set; }

    internal override void WriteTo(JsonText json)
    {
        json.Add($$"""
            {"id":{{Id}},"object":"customer","address":{{Address}},"balance":{{Balance}},"created":{{Created}},"currency":{{Currency}},
            "default_source":null,"delinquent":{{Delinquent}},"description":{{Description}},"discount":null,"email":{{Email}},
            "invoice_prefix":{{InvoicePrefix}},"invoice_settings":{"custom_fields":null,"default_payment_method":{{DefaultCard?.Id}},"footer":null,
            "rendering_options":null},"livemode":false,"metadata":{{Metadata}},"name":{{Name}},"next_invoice_sequence":1,"phone":{{Phone}},
            "preferred_locales":["en-GB","en"],
            """);
        if (Address is null)
        {
            json.Raw("\"shipping\":null,"u8);
        }
        else
        {
            json.Add($$"""
                "shipping":{"address":{{Address}},"carrier":null,"name":{{Name}},"phone":{{Phone}},"tracking_number":null},
                """);
        }

        json.Raw("\"tax_exempt\":\"none\",\"tax_info\":null,\"tax_info_verification\":null,\"test_clock\":null}"u8);
    }

    internal override void AddTruth(List<TruthRow> rows) => rows.Add(Row(
        "customers", ("email", Email), ("name", Name), ("delinquent", Delinquent), ("currency", Currency), ("balance", Balance), ("deleted", IsDeleted)));
}
