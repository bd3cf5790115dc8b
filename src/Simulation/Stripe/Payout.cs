namespace Signalbox.Simulation.Stripe;

/// <summary>Money on its way to the account's bank.</summary>
internal sealed class Payout(string id, long created, string currency, long amount, long arrives) : StripeObject(id, "payout", created)
{
    internal string Status { get; set; } = "pending";

    internal string? TraceId { get; set; }

    internal override int StatusRank => Status switch
    {
        "pending" => 0,
        "in_transit" => 1,
        _ => 2,
    };

    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"payout","amount":{{amount}},"application_fee":null,"application_fee_amount":null,"arrival_date":{{arrives}},
        "automatic":true,"balance_transaction":"txn_{{Id:in}}","created":{{Created}},"currency":{{currency}},"description":"STRIPE PAYOUT",
        "destination":"ba_1SignalboxTestBankAccount","failure_balance_transaction":null,"failure_code":null,"failure_message":null,"livemode":false,
        "metadata":{},"method":"standard","original_payout":null,"payout_method":null,"reconciliation_status":"completed","reversed_by":null,
        "source_type":"card","statement_descriptor":null,"status":{{Status}},"trace_id":{"status":{{(TraceId is null ? "pending" : "supported")}},
        "value":{{TraceId}}},"type":"bank_account"}
        """);
}
