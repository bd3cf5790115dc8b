namespace Signalbox.Simulation.Stripe;

/// <summary>One attempt to collect a payment.</summary>
public sealed class Charge : StripeObject
{
    private readonly StripeShape _shape;
    private readonly string _receipt;
    private readonly string? _receiptEmail;

    internal Charge(string id, long created, StripeShape shape, CustomerReference customer, PaymentIntent payment, string receipt, int risk)
        : base(id, "charge", created)
    {
        (_shape, _receipt, _receiptEmail) = (shape, receipt, customer.Customer?.Email);
        Reference = customer;
        Payment = payment;
        Risk = risk;
        Card = payment.Card;
        AmountCaptured = payment.Amount;
    }

    public PaymentIntent Payment { get; }

    /// <summary>In the currency's smallest unit.</summary>
    public long Amount => Payment.Amount;

    /// <summary>Stripe's: succeeded, pending, failed.</summary>
    public string Status { get; internal set; } = "succeeded";

    public long AmountRefunded { get; internal set; }

    /// <summary>Whether all of it was refunded, or let go uncaptured.</summary>
    public bool Refunded => Status == "succeeded" && AmountRefunded == (Captured ? AmountCaptured : Amount);

    public bool Disputed { get; internal set; }

    /// <summary>False while the money is only reserved.</summary>
    internal bool Captured { get; set; } = true;

    internal long AmountCaptured { get; set; }

    /// <summary>Whose request made it; null where the account did so by itself.</summary>
    internal string? RequestId { get; init; }

    internal string? IdempotencyKey { get; init; }

    internal CustomerReference Reference { get; }

    internal List<Dispute> Disputes { get; } = [];

    internal string? Failure { get; init; }

    internal string? BalanceTransaction { get; set; }

    internal string? FraudReport { get; set; }

    internal Metadata Metadata { get; } = new();

    // The payment may be tried again with another.
    private Card Card { get; }

    private int Risk { get; }

    internal override void WriteTo(JsonText json)
    {
        var failed = Status == "failed";
        json.Add($$"""
            {"id":{{Id}},"object":"charge","amount":{{Amount}},"amount_captured":{{(failed || !Captured ? 0 : AmountCaptured)}},"amount_refunded":{{AmountRefunded}},
            "application":null,"application_fee":null,"application_fee_amount":null,"balance_transaction":{{BalanceTransaction}},
            "billing_details":{{Card.BillingDetails}},"calculated_statement_descriptor":"SIGNALBOX TEST","captured":{{!failed && Captured}},
            "created":{{Created}},"currency":{{Payment.Currency}},"customer":{{Reference}},
            "description":{{Payment.Description}},"destination":null,"dispute":{{LatestDispute}},
            "disputed":{{Disputed}},"failure_balance_transaction":null,"failure_code":{{(failed ? "card_declined" : null)}},
            "failure_message":{{(failed ? "Your card was declined." : null)}},
            """);
        json.Raw(FraudReport is null ? "\"fraud_details\":{},"u8 : "\"fraud_details\":{\"user_report\":\"fraudulent\"},"u8);
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "invoice":{{Payment.Invoice?.Id}},
                """);
        }

        json.Add($$"""
            "livemode":false,"metadata":{{Metadata}},"on_behalf_of":null,"order":null,"outcome":{"advice_code":{{(failed ? "try_again_later" : null)}},
            "network_advice_code":null,"network_decline_code":{{(failed ? "05" : null)}},
            "network_status":{{(failed ? "declined_by_network" : "approved_by_network")}},"reason":{{Failure}},"risk_level":"normal","risk_score":{{Risk}},
            "seller_message":{{(failed ? "The bank did not return any further details with this decline." : "Payment complete.")}},
            "type":{{(failed ? "issuer_declined" : "authorized")}}},"paid":{{!failed}},"payment_intent":{{Payment.Id}},
            "payment_method":{{Card.Id}},"payment_method_details":{{Card.ChargedDetails}},
            "presentment_details":null,"radar_options":{},"receipt_email":{{_receiptEmail}},"receipt_number":null,
            "receipt_url":"https://pay.stripe.com/receipts/payment/{{_receipt:in}}","refunded":{{Refunded}},
            """);
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "refunds":{"object":"list","data":[],"has_more":false,"total_count":0,"url":"/v1/charges/{{Id:in}}/refunds"},
                """);
        }

        json.Add($$"""
            "review":null,"shipping":null,"source":null,"source_transfer":null,"statement_descriptor":null,"statement_descriptor_suffix":null,
            "status":{{Status}},"transfer_data":null,"transfer_group":null}
            """);
    }

    internal override void AddTruth(List<TruthRow> rows) => rows.Add(Row(
        "charges", ("payment_intent_id", Payment.Id), ("customer_id", Reference.Id), ("amount", Amount), ("amount_refunded", AmountRefunded),
        ("refunded", Refunded), ("disputed", Disputed), ("status", Status)));

    private string? LatestDispute => Disputed ? Disputes[^1].Id : null;
}
