namespace Signalbox.Simulation.Stripe;

/// <summary>A chargeback. It names its charge and payment, never its customer.</summary>
public sealed class Dispute : StripeObject
{
    internal Dispute(string id, long created, Charge charge, string reason, string balanceTransaction)
        : base(id, "dispute", created)
    {
        Charge = charge;
        Reason = reason;
        BalanceTransaction = balanceTransaction;
    }

    public Charge Charge { get; }

    /// <summary>Stripe's: needs_response, under_review, won, lost.</summary>
    public string Status { get; internal set; } = "needs_response";

    /// <summary>Why the cardholder disputes: fraudulent, product_not_received and so on.</summary>
    public string Reason { get; }

    internal string? Evidence { get; set; }

    internal int Submissions { get; set; }

    private string BalanceTransaction { get; }

    internal override int StatusRank => Status switch
    {
        "needs_response" => 0,
        "under_review" => 1,
        _ => 2,
    };

    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"dispute","amount":{{Charge.Amount}},"balance_transaction":{{BalanceTransaction}},
        "balance_transactions":[{"id":{{BalanceTransaction}},"object":"balance_transaction","amount":{{-Charge.Amount}},"available_on":{{Created + (3 * 86400)}},
        "balance_type":"payments","created":{{Created}},"currency":{{Charge.Payment.Currency}},
        "description":"Chargeback withdrawal for {{Charge.Id:in}}","exchange_rate":null,"fee":1500,"fee_details":[{"amount":1500,"application":null,
        "currency":{{Charge.Payment.Currency}},"description":"Dispute fee","type":"stripe_fee"}],"net":{{-Charge.Amount - 1500}},
        "reporting_category":"dispute","source":{{Id}},"status":"pending","type":"adjustment"}],"charge":{{Charge.Id}},"created":{{Created}},
        "currency":{{Charge.Payment.Currency}},"enhanced_eligibility_types":[],"evidence":{"access_activity_log":null,"billing_address":null,
        "cancellation_policy":null,"cancellation_policy_disclosure":null,"cancellation_rebuttal":null,"customer_communication":null,
        "customer_email_address":null,"customer_name":null,"customer_purchase_ip":"203.0.113.7","customer_signature":null,
        "duplicate_charge_documentation":null,"duplicate_charge_explanation":null,"duplicate_charge_id":null,"product_description":null,
        "receipt":null,"refund_policy":null,"refund_policy_disclosure":null,"refund_refusal_explanation":null,"service_date":null,
        "service_documentation":null,"shipping_address":null,"shipping_carrier":null,"shipping_date":null,"shipping_documentation":null,
        "shipping_tracking_number":null,"uncategorized_file":null,"uncategorized_text":{{Evidence}}},"evidence_details":{"due_by":{{Created + (9 * 86400)}},
        "has_evidence":{{Evidence is not null}},"past_due":false,"submission_count":{{Submissions}}},"is_charge_refundable":false,"livemode":false,
        "metadata":{},"payment_intent":{{Charge.Payment.Id}},"payment_method_details":{"card":{"brand":"visa","case_type":"chargeback",
        "network_reason_code":"10.4"},"type":"card"},"reason":{{Reason}},"status":{{Status}}}
        """);

    internal override void AddTruth(List<TruthRow> rows) => rows.Add(Row(
        "disputes", ("charge_id", Charge.Id), ("payment_intent_id", Charge.Payment.Id), ("status", Status), ("amount", Charge.Amount), ("reason", Reason)));
}
