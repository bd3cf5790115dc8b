namespace Signalbox.Simulation.Stripe;

/// <summary>A card and the person it belongs to: a payment method.</summary>
internal sealed class Card : StripeObject
{
    private static readonly string[] Brands = ["visa", "visa", "mastercard", "amex"];
    private static readonly string[] Streets = ["Station Road", "Signal Lane", "Platform Street", "Viaduct Way", "Depot Avenue"];
    private static readonly (string City, string Country, string State, string Postal)[] Places =
    [
        ("San Francisco", "US", "CA", "94111"), ("Berlin", "DE", "BE", "10115"), ("Leeds", "GB", "ENG", "LS1 4DY"),
        ("Lyon", "FR", "ARA", "69002"), ("Toronto", "CA", "ON", "M5V 2T6"),
    ];

    private readonly byte[] _card;
    private readonly byte[] _charged;

    internal Card(Chance chance, long created, Customer? owner, string email, string name)
        : base(chance.Id("pm_1", 23), "payment_method", created)
    {
        Owner = owner;
        var (city, country, state, postal) = chance.Pick(Places);
        var json = new JsonText();
        json.Add($$"""
            {"city":{{city}},"country":{{country}},"line1":{{$"{chance.Between(1, 200)} {chance.Pick(Streets)}"}},"line2":null,
            "postal_code":{{postal}},"state":{{state}}}
            """);
        Address = json.Written.ToArray();
        json.Clear();
        json.Add($$"""{"address":{{Address}},"email":{{email}},"name":{{name}},"phone":null,"tax_id":null}""");
        BillingDetails = json.Written.ToArray();
        var brand = chance.Pick(Brands);
        var (last4, year, month) = (chance.Between(1000, 9999).ToString(null, null), chance.Between(2027, 2034), chance.Between(1, 12));
        var (fingerprint, funding) = (chance.Id("", 16), chance.Happens(0.7) ? "credit" : "debit");
        json.Clear();
        json.Add($$"""
            {"brand":{{brand}},"checks":{"address_line1_check":"pass","address_postal_code_check":"pass","cvc_check":"pass"},
            "country":{{country}},"display_brand":{{brand}},"exp_month":{{month}},"exp_year":{{year}},"fingerprint":{{fingerprint}},"funding":{{funding}},
            "generated_from":null,"last4":{{last4}},"networks":{"available":[{{brand}}],"preferred":null},"regulated_status":"unregulated",
            "three_d_secure_usage":{"supported":true},"wallet":null}
            """);
        _card = json.Written.ToArray();
        json.Clear();
        json.Add($$"""
            {"card":{"amount_authorized":null,"authorization_code":{{chance.Between(100000, 999999).ToString(null, null)}},"brand":{{brand}},
            "checks":{"address_line1_check":"pass","address_postal_code_check":"pass","cvc_check":null},"country":{{country}},"exp_month":{{month}},
            "exp_year":{{year}},"extended_authorization":{"status":"disabled"},"fingerprint":{{fingerprint}},"funding":{{funding}},
            "incremental_authorization":{"status":"unavailable"},"installments":null,"last4":{{last4}},"mandate":null,
            "multicapture":{"status":"unavailable"},"network":{{brand}},"network_token":{"used":false},
            "network_transaction_id":{{chance.Hex(15)}},"overcapture":{"maximum_amount_capturable":null,"status":"unavailable"},
            "regulated_status":"unregulated","three_d_secure":null,"wallet":null},"type":"card"}
            """);
        _charged = json.Written.ToArray();
    }

    internal Customer? Owner { get; }

    /// <summary>What becomes of a payment with it.</summary>
    internal CardBehavior Behavior { get; init; }

    internal byte[] Address { get; }

    internal byte[] BillingDetails { get; }

    /// <summary>How a charge tells of it: <c>payment_method_details</c>.</summary>
    internal byte[] ChargedDetails => _charged;

    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"payment_method","allow_redisplay":"unspecified","billing_details":{{BillingDetails}},"card":{{_card}},
        "created":{{Created}},"customer":{{Owner?.Id}},"livemode":false,"metadata":{},"type":"card"}
        """);
}
