namespace Signalbox.Simulation.Stripe;

/// <summary>An invoice, of a subscription's period or made by hand.</summary>
public sealed class Invoice : StripeObject
{
    private readonly StripeShape _shape;

    internal Invoice(string id, long created, StripeShape shape, CustomerReference customer, Subscription? subscription, string currency)
        : base(id, "invoice", created)
    {
        _shape = shape;
        Reference = customer;
        Subscription = subscription;
        Currency = currency;
        (Email, Name, Phone) = (customer.Customer!.Email, customer.Customer.Name, customer.Customer.Phone);
    }

    public Customer Customer => Reference.Customer!;

    /// <summary>Null for one made by hand.</summary>
    public Subscription? Subscription { get; }

    /// <summary>Stripe's: draft, open, paid, void, uncollectible.</summary>
    public string Status { get; internal set; } = "draft";

    public string Currency { get; }

    /// <summary>In the currency's smallest unit.</summary>
    public long Total => Lines.Sum(line => line.Amount);

    /// <summary>What is to be paid: never below zero, although credits may make the total so.</summary>
    public long AmountDue => Math.Max(0, Total);

    public long AmountPaid { get; internal set; }

    /// <summary>Null for a draft, or when there is nothing to pay.</summary>
    public PaymentIntent? Payment { get; internal set; }

    internal CustomerReference Reference { get; }

    internal List<InvoiceLine> Lines { get; } = [];

    internal string BillingReason { get; init; } = "manual";

    internal long PeriodStart { get; init; }

    internal long PeriodEnd { get; init; }

    internal string? Number { get; set; }

    internal int Attempts { get; set; }

    internal long? NextAttempt { get; set; }

    internal bool AutoAdvance { get; set; } = true;

    internal long? FinalizedAt { get; set; }

    internal long? PaidAt { get; set; }

    internal long? VoidedAt { get; set; }

    internal long? UncollectibleAt { get; set; }

    internal string? Charge { get; set; }

    internal Metadata Metadata { get; } = new();

    // What the customer was called when the invoice was made; Stripe keeps that, too.
    private string? Email { get; }

    private string? Name { get; }

    private string? Phone { get; }

    internal override int StatusRank => Status switch
    {
        "draft" => 0,
        "open" => 1,
        "uncollectible" => 2,
        _ => 3,
    };

    internal override void WriteTo(JsonText json)
    {
        var (due, total) = (AmountDue, Total);
        json.Add($$"""
            {"id":{{Id}},"object":"invoice","account_country":"DE","account_name":"Signalbox Test","account_tax_ids":null,"amount_due":{{due}},
            "amount_overpaid":0,"amount_paid":{{AmountPaid}},"amount_remaining":{{due - AmountPaid}},"amount_shipping":0,"application":null,
            "attempt_count":{{Attempts}},"attempted":{{Attempts > 0}},"auto_advance":{{AutoAdvance}},"automatic_tax":{"disabled_reason":null,
            "enabled":false,"liability":null,"provider":null,"status":null},"automatically_finalizes_at":null,"billing_reason":{{BillingReason}},
            """);
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "charge":{{Charge}},
                """);
        }

        json.Add($$"""
            "collection_method":"charge_automatically","created":{{Created}},"currency":{{Currency}},"custom_fields":null,"customer":{{Reference}},
            "customer_address":null,"customer_email":{{Email}},"customer_name":{{Name}},"customer_phone":{{Phone}},"customer_shipping":null,
            "customer_tax_exempt":"none","customer_tax_ids":[],"default_payment_method":null,"default_source":null,"default_tax_rates":[],
            "description":null,"discounts":[],"due_date":null,"effective_at":{{FinalizedAt}},"ending_balance":{{(FinalizedAt is null ? null : 0L)}},
            "footer":null,"from_invoice":null,
            """);
        if (FinalizedAt is null)
        {
            json.Raw("""
                "hosted_invoice_url":null,"invoice_pdf":null,
                """u8);
        }
        else
        {
            json.Add($$"""
                "hosted_invoice_url":"https://invoice.stripe.com/i/acct_1SignalboxTestAcct/test_{{Id:in}}?s=ap",
                "invoice_pdf":"https://pay.stripe.com/invoice/acct_1SignalboxTestAcct/test_{{Id:in}}/pdf?s=ap",
                """);
        }

        json.Add($$"""
            "issuer":{"type":"self"},"last_finalization_error":null,"latest_revision":null,
            "lines":{"object":"list","data":{{new LineList(this, _shape)}},"has_more":false,"total_count":{{Lines.Count}},
            "url":"/v1/invoices/{{Id:in}}/lines"},"livemode":false,"metadata":{{Metadata}},"next_payment_attempt":{{NextAttempt}},"number":{{Number}},
            "on_behalf_of":null,
            """);
        WriteParent(json);
        json.Add($$"""
            "payment_settings":{"default_mandate":null,"payment_method_options":null,"payment_method_types":null},"period_end":{{PeriodEnd}},
            "period_start":{{PeriodStart}},"post_payment_credit_notes_amount":0,"pre_payment_credit_notes_amount":0,"receipt_number":null,
            "rendering":null,"shipping_cost":null,"shipping_details":null,"starting_balance":0,"statement_descriptor":null,"status":{{Status}},
            "status_transitions":{"finalized_at":{{FinalizedAt}},"marked_uncollectible_at":{{UncollectibleAt}},"paid_at":{{PaidAt}},
            "voided_at":{{VoidedAt}}},"subtotal":{{total}},"subtotal_excluding_tax":{{total}},"test_clock":null,"total":{{total}},
            "total_discount_amounts":[],"total_excluding_tax":{{total}},"total_pretax_credit_amounts":[],"total_taxes":[],
            "webhooks_delivered_at":{{FinalizedAt}}}
            """);
    }

    internal override void AddTruth(List<TruthRow> rows) => rows.Add(Row(
        "invoices", ("customer_id", Customer.Id), ("subscription_id", Subscription?.Id), ("status", Status), ("amount_due", AmountDue),
        ("amount_paid", AmountPaid), ("amount_remaining", AmountDue - AmountPaid), ("currency", Currency), ("total", Total), ("deleted", IsDeleted)));

    private void WriteParent(JsonText json)
    {
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "paid":{{Status == "paid"}},"paid_out_of_band":false,"payment_intent":{{Payment?.Id}},"quote":null,"subscription":{{Subscription?.Id}},
                "tax":null,
                """);
        }
        else if (Subscription is null)
        {
            json.Raw("\"parent\":null,"u8);
        }
        else
        {
            json.Add($$"""
                "parent":{"quote_details":null,"subscription_details":{"metadata":{},"subscription":{{Subscription.Id}}},"type":"subscription_details"},
                """);
        }
    }

    private sealed class LineList(Invoice invoice, StripeShape shape) : IJsonPart
    {
        public void WriteTo(JsonText json)
        {
            json.Raw("["u8);
            for (var i = 0; i < invoice.Lines.Count; i++)
            {
                json.Raw(i == 0 ? ""u8 : ","u8);
                invoice.Lines[i].WriteTo(json, invoice, shape);
            }

            json.Raw("]"u8);
        }
    }
}
