namespace Signalbox.Simulation.Stripe;

/// <summary>A payment, with the attempts (charges) made for it.</summary>
public sealed class PaymentIntent : StripeObject
{
    private readonly StripeShape _shape;
    private readonly string _secret;

    internal PaymentIntent(string id, string secret, long created, StripeShape shape, CustomerReference customer, long amount, string currency, Card card)
        : base(id, "payment_intent", created)
    {
        (_shape, _secret) = (shape, secret);
        Reference = customer;
        Amount = amount;
        Currency = currency;
        Card = card;
        ReceiptEmail = customer.Customer?.Email;
    }

    /// <summary>Null for a guest.</summary>
    public Customer? Customer => Reference.Customer;

    /// <summary>In the currency's smallest unit.</summary>
    public long Amount { get; }

    public string Currency { get; }

    /// <summary>Stripe's: requires_payment_method, requires_confirmation, requires_action, requires_capture, processing, succeeded, canceled.</summary>
    public string Status { get; internal set; } = "requires_payment_method";

    public long AmountReceived { get; internal set; }

    /// <summary>Oldest first; at most the last has succeeded.</summary>
    public IReadOnlyList<Charge> Charges => Attempts;

    /// <summary>The last attempt, or null.</summary>
    public Charge? LatestCharge => Attempts.Count == 0 ? null : Attempts[^1];

    /// <summary>Whether nothing more can happen to it (its charge can still be refunded or disputed).</summary>
    public bool HasEnded => Status is "succeeded" or "canceled";

    internal CustomerReference Reference { get; }

    internal List<Charge> Attempts { get; } = [];

    internal Card Card { get; set; }

    internal string? Description { get; set; }

    /// <summary>Stripe's: automatic, manual (the money is reserved until it is captured).</summary>
    internal string CaptureMethod { get; init; } = "automatic";

    internal long AmountCapturable { get; set; }

    internal Invoice? Invoice { get; init; }

    internal string? Failure { get; set; }

    internal long? CanceledAt { get; set; }

    internal string? CancellationReason { get; set; }

    internal Metadata Metadata { get; } = new();

    internal string? ReceiptEmail { get; set; }

    // The others alternate from attempt to attempt.
    internal override int StatusRank => HasEnded ? 1 : 0;

    internal override void WriteTo(JsonText json)
    {
        json.Add($$"""
            {"id":{{Id}},"object":"payment_intent","amount":{{Amount}},"amount_capturable":{{AmountCapturable}},"amount_details":{"tip":{}
            },"amount_received":{{AmountReceived}},
            "application":null,"application_fee_amount":null,"automatic_payment_methods":{"allow_redirects":"always","enabled":true},
            "canceled_at":{{CanceledAt}},"cancellation_reason":{{CancellationReason}},"capture_method":{{CaptureMethod}},
            """);
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "charges":{"object":"list","data":[{{LatestCharge?.Published ?? []}}],"has_more":false,"total_count":{{(LatestCharge is null ? 0 : 1)}},
                "url":"/v1/charges?payment_intent={{Id:in}}"},
                """);
        }

        json.Add($$"""
            "client_secret":"{{Id:in}}_secret_{{_secret:in}}","confirmation_method":"automatic","created":{{Created}},"currency":{{Currency}},
            "customer":{{Reference}},"description":{{Description}},
            "excluded_payment_method_types":null,
            """);
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "invoice":{{Invoice?.Id}},
                """);
        }

        WriteLastError(json);
        json.Add($$"""
            "latest_charge":{{LatestCharge?.Id}},"livemode":false,"metadata":{{Metadata}},
            """);
        WriteNextAction(json);
        json.Add($$"""
            "on_behalf_of":null,"payment_details":{"customer_reference":null,"order_reference":{{Invoice?.Id}}},
            "payment_method":{{(Status == "requires_payment_method" ? null : Card.Id)}},"payment_method_configuration_details":{
            "id":"pmc_1SignalboxTestConfig0001","parent":null},"payment_method_options":{"card":{"installments":null,"mandate_options":null,
            "network":null,"request_three_d_secure":"automatic"},"link":{"persistent_token":null},"us_bank_account":{
            "verification_method":"automatic"}
            },"payment_method_types":["card","link","us_bank_account"],"processing":null,"receipt_email":{{ReceiptEmail}},"review":null,
            "setup_future_usage":{{(Invoice is null ? null : "off_session")}},"shipping":null,"source":null,"statement_descriptor":null,
            "statement_descriptor_suffix":null,"status":{{Status}},"transfer_data":null,"transfer_group":null}
            """);
    }

    internal override void AddTruth(List<TruthRow> rows)
    {
        var dispute = Attempts.SelectMany(charge => charge.Disputes).LastOrDefault();
        rows.Add(Row(
            "payments", ("customer_id", Customer?.Id), ("status", Status), ("amount", Amount), ("amount_received", AmountReceived), ("currency", Currency),
            ("amount_refunded", Attempts.Sum(charge => charge.AmountRefunded)), ("refunded", Attempts.Any(charge => charge.Refunded)),
            ("disputed", Attempts.Any(charge => charge.Disputed)), ("dispute_status", dispute?.Status), ("latest_charge", LatestCharge?.Id)));
    }

    private void WriteLastError(JsonText json)
    {
        if (Failure is null || Status != "requires_payment_method")
        {
            json.Raw("\"last_payment_error\":null,"u8);
            return;
        }

        json.Add($$"""
            "last_payment_error":{"advice_code":"try_again_later","charge":{{LatestCharge?.Id}},"code":"card_declined","decline_code":{{Failure}},
            "doc_url":"https://docs.stripe.com/error-codes/card-declined","message":"Your card was declined.","payment_method":{{Card}},
            "type":"card_error"},
            """);
    }

    private void WriteNextAction(JsonText json)
    {
        if (Status != "requires_action")
        {
            json.Raw("\"next_action\":null,"u8);
            return;
        }

        json.Add($$"""
            "next_action":{"redirect_to_url":{"return_url":"https://shop.example/return",
            "url":"https://hooks.stripe.com/3d_secure_2/hosted?payment_intent={{Id:in}}"},"type":"redirect_to_url"},
            """);
    }
}
