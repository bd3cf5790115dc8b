namespace Signalbox.Simulation.Stripe;

/// <summary>A subscription of a customer to one or more prices.</summary>
public sealed class Subscription : StripeObject
{
    private readonly StripeShape _shape;
    private readonly string? _card;

    internal Subscription(string id, long created, StripeShape shape, CustomerReference customer)
        : base(id, "subscription", created)
    {
        _shape = shape;
        Reference = customer;
        _card = customer.Customer!.Wallet?.Id;
    }

    public Customer Customer => Reference.Customer!;

    /// <summary>Stripe's: incomplete, incomplete_expired, trialing, active, past_due, unpaid, paused, canceled.</summary>
    public string Status { get; internal set; } = "incomplete";

    public bool CancelAtPeriodEnd { get; internal set; }

    /// <summary>Unix seconds; null when no cancellation was asked for.</summary>
    public long? CanceledAt { get; internal set; }

    /// <summary>Unix seconds.</summary>
    public long CurrentPeriodEnd { get; internal set; }

    /// <summary>Unix seconds; null without a trial.</summary>
    public long? TrialEnd { get; internal set; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<SubscriptionItem> Items => Current;

    /// <summary>Whether nothing more can happen to it.</summary>
    public bool HasEnded => Status is "canceled" or "incomplete_expired";

    internal CustomerReference Reference { get; }

    internal List<SubscriptionItem> Current { get; } = [];

    internal List<SubscriptionItem> Removed { get; } = [];

    internal long CurrentPeriodStart { get; set; }

    internal long? TrialStart { get; set; }

    internal long? EndedAt { get; set; }

    internal string? CancellationReason { get; set; }

    internal Invoice? LatestInvoice { get; set; }

    internal bool TrialEndAnnounced { get; set; }

    /// <summary>Whether a trial without a payment method ends in a pause.</summary>
    internal bool PausesWithoutCard { get; set; }

    /// <summary>What changes within the period cost or gave back: on the next invoice.</summary>
    internal List<InvoiceLine> PendingLines { get; } = [];

    internal Metadata Metadata { get; } = new();

    internal override int StatusRank => Status switch
    {
        "incomplete" => 0,
        "canceled" or "incomplete_expired" => 2,
        _ => 1,
    };

    internal override void WriteTo(JsonText json)
    {
        var first = Current[0];
        // As Stripe does: the single price at top level only while there is a single one.
        var (plan, quantity) = Current.Count == 1 ? ((byte[]?)first.PlanJson, (long?)first.Quantity) : (null, null);
        json.Add($$"""
            {"id":{{Id}},"object":"subscription","application":null,"application_fee_percent":null,"automatic_tax":{"disabled_reason":null,
            "enabled":false,"liability":null},"billing_cycle_anchor":{{Created}},"billing_cycle_anchor_config":null,
            """);
        if (_shape is StripeShape.Current)
        {
            json.Raw("""
                "billing_mode":{"flexible":null,"type":"classic"},
                """u8);
        }

        json.Add($$"""
            "billing_thresholds":null,"cancel_at":{{(CancelAtPeriodEnd ? CurrentPeriodEnd : null)}},
            "cancel_at_period_end":{{CancelAtPeriodEnd}},"canceled_at":{{CanceledAt}},
            "cancellation_details":{"comment":null,"feedback":null,"reason":{{CancellationReason}}},"collection_method":"charge_automatically",
            "created":{{Created}},"currency":{{first.Price.Currency}},
            """);
        if (_shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "current_period_end":{{CurrentPeriodEnd}},"current_period_start":{{CurrentPeriodStart}},
                """);
        }

        json.Add($$"""
            "customer":{{Reference}},"days_until_due":null,"default_payment_method":{{_card}},"default_source":null,"default_tax_rates":[],
            "description":null,"discounts":[],"ended_at":{{EndedAt}},"invoice_settings":{"account_tax_ids":null,"issuer":{"type":"self"}
            },
            "items":{"object":"list","data":{{new ItemList(this, _shape)}},"has_more":false,"total_count":{{Current.Count}},
            "url":"/v1/subscription_items?subscription={{Id:in}}"},"latest_invoice":{{LatestInvoice?.Id}},"livemode":false,"metadata":{{Metadata}},
            "next_pending_invoice_item_invoice":null,"on_behalf_of":null,"pause_collection":null,"payment_settings":{"payment_method_options":null,
            "payment_method_types":null,"save_default_payment_method":"off"},"pending_invoice_item_interval":null,"pending_setup_intent":null,
            "pending_update":null,"plan":{{plan}},"quantity":{{quantity}},"schedule":null,"start_date":{{Created}},"status":{{Status}},"test_clock":null,
            "transfer_data":null,"trial_end":{{TrialEnd}},"trial_settings":{"end_behavior":{"missing_payment_method":{{(PausesWithoutCard ? "pause" : "create_invoice")}}}
            },"trial_start":{{TrialStart}}}
            """);
    }

    internal override void AddTruth(List<TruthRow> rows)
    {
        rows.Add(Row(
            "subscriptions", ("customer_id", Customer.Id), ("status", Status), ("price_id", Current[0].Price.Id), ("quantity", Current[0].Quantity),
            ("current_period_end", CurrentPeriodEnd), ("cancel_at_period_end", CancelAtPeriodEnd), ("canceled_at", CanceledAt), ("trial_end", TrialEnd),
            ("deleted", IsDeleted)));
        foreach (var item in Current.Concat(Removed))
        {
            rows.Add(item.Truth(this, _shape));
        }
    }

    private sealed class ItemList(Subscription subscription, StripeShape shape) : IJsonPart
    {
        public void WriteTo(JsonText json)
        {
            json.Raw("["u8);
            for (var i = 0; i < subscription.Current.Count; i++)
            {
                json.Raw(i == 0 ? ""u8 : ","u8);
                subscription.Current[i].WriteTo(json, subscription, shape);
            }

            json.Raw("]"u8);
        }
    }
}
