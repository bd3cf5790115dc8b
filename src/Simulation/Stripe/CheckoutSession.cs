namespace Signalbox.Simulation.Stripe;

/// <summary>A hosted payment page. Stripe tells of it only when it is completed or expires.</summary>
public sealed class CheckoutSession : StripeObject
{
    private readonly byte[]? _address;
    private readonly string _email;
    private readonly string? _name;

    internal CheckoutSession(string id, long created, CustomerReference customer, Price price, long quantity, byte[]? address)
        : base(id, "checkout.session", created)
    {
        _address = address;
        Reference = customer;
        Price = price;
        Quantity = quantity;
        (_email, _name) = (customer.Customer?.Email ?? "guest@example.com", customer.Customer?.Name);
    }

    public Customer? Customer => Reference.Customer;

    public Price Price { get; }

    public long Quantity { get; }

    /// <summary><c>subscription</c> for a recurring price, else <c>payment</c>.</summary>
    public string Mode => Price.Interval is null ? "payment" : "subscription";

    /// <summary>Stripe's: open, complete, expired.</summary>
    public string Status { get; internal set; } = "open";

    /// <summary>Stripe's: unpaid, paid, no_payment_required.</summary>
    public string PaymentStatus { get; internal set; } = "unpaid";

    public Subscription? Subscription { get; internal set; }

    public PaymentIntent? Payment { get; internal set; }

    internal Invoice? Invoice { get; set; }

    internal CustomerReference Reference { get; }

    internal string? SuccessUrl { get; set; } = "https://shop.example/success?session_id={CHECKOUT_SESSION_ID}";

    internal string? CancelUrl { get; set; } = "https://shop.example/cancel";

    internal string? ClientReference { get; set; }

    /// <summary>Where the customer pays.</summary>
    internal string? Url { get; set; }

    internal Metadata Metadata { get; } = new();

    // Both statuses only go forward: open, complete and unpaid, complete and paid.
    internal override int StatusRank => (Status == "open" ? 0 : 2) + (PaymentStatus == "unpaid" ? 0 : 1);

    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"checkout.session","adaptive_pricing":{"enabled":true},"after_expiration":null,"allow_promotion_codes":null,
        "amount_subtotal":{{Price.UnitAmount * Quantity}},"amount_total":{{Price.UnitAmount * Quantity}},"automatic_tax":{"enabled":false,"liability":null,
        "provider":null,"status":null},"billing_address_collection":null,"cancel_url":{{CancelUrl}},"client_reference_id":{{ClientReference}},
        "client_secret":null,"collected_information":{"shipping_details":null},"consent":null,"consent_collection":null,"created":{{Created}},
        "currency":{{Price.Currency}},"currency_conversion":null,"custom_fields":[],"custom_text":{"after_submit":null,"shipping_address":null,
        "submit":null,"terms_of_service_acceptance":null},"customer":{{Reference}},"customer_creation":null,"customer_details":{"address":{{_address}},
        "email":{{_email}},"name":{{_name}},"phone":null,"tax_exempt":"none","tax_ids":[]},
        "customer_email":null,"discounts":[],"expires_at":{{Created + 86400}},"invoice":{{Invoice?.Id}},"invoice_creation":null,"livemode":false,
        "locale":null,"metadata":{{Metadata}},"mode":{{Mode}},"origin_context":null,"payment_intent":{{Payment?.Id}},"payment_link":null,
        "payment_method_collection":"if_required","payment_method_configuration_details":{"id":"pmc_1SignalboxTestConfig0001","parent":null},
        "payment_method_options":{"card":{"request_three_d_secure":"automatic"}
        },"payment_method_types":["card","link"],"payment_status":{{PaymentStatus}},"permissions":null,"phone_number_collection":{"enabled":false},
        "recovered_from":null,"saved_payment_method_options":null,"setup_intent":null,"shipping_address_collection":null,"shipping_cost":null,
        "shipping_options":[],"status":{{Status}},"submit_type":null,"subscription":{{Subscription?.Id}},
        "success_url":{{SuccessUrl}},"total_details":{"amount_discount":0,"amount_shipping":0,
        "amount_tax":0},"ui_mode":"hosted","url":{{(Status == "open" ? Url : null)}},"wallet_options":null}
        """);

    internal override void AddTruth(List<TruthRow> rows) => rows.Add(Row(
        "checkout_sessions", ("customer_id", Reference.Id), ("subscription_id", Subscription?.Id), ("payment_intent_id", Payment?.Id), ("status", Status),
        ("payment_status", PaymentStatus), ("mode", Mode), ("amount_total", Price.UnitAmount * Quantity), ("currency", Price.Currency)));
}
