namespace Signalbox.Simulation.Stripe;

/// <summary>Money given back. It names its charge and payment, never its customer.</summary>
public sealed class Refund : StripeObject
{
    internal Refund(string id, long created, Charge charge, long amount, string? reason)
        : base(id, "refund", created)
    {
        Charge = charge;
        Amount = amount;
        Reason = reason;
    }

    public Charge Charge { get; }

    /// <summary>In the currency's smallest unit.</summary>
    public long Amount { get; }

    /// <summary>Stripe's: pending, succeeded, failed.</summary>
    public string Status { get; internal set; } = "pending";

    internal string? Reason { get; }

    internal string? BalanceTransaction { get; set; }

    internal string? Reference { get; set; }

    internal Metadata Metadata { get; } = new();

    internal override int StatusRank => Status == "failed" ? 1 : 0;

    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"refund","amount":{{Amount}},"balance_transaction":{{BalanceTransaction}},"charge":{{Charge.Id}},"created":{{Created}},
        "currency":{{Charge.Payment.Currency}},"description":null,"destination_details":{"card":{"reference":{{Reference}},
        "reference_status":{{(Reference is null ? "pending" : "available")}},"reference_type":"acquirer_reference_number","type":"refund"},"type":"card"},
        "failure_balance_transaction":null,"failure_reason":{{(Status == "failed" ? "expired_or_canceled_card" : null)}},"instructions_email":null,
        "metadata":{{Metadata}},"next_action":null,"payment_intent":{{Charge.Payment.Id}},"reason":{{Reason}},"receipt_number":null,
        "source_transfer_reversal":null,"status":{{Status}},"transfer_reversal":null}
        """);
}
