namespace Signalbox.Simulation.Stripe;

/// <summary>
/// A line of an invoice; fixed once it is there. It has a subscription item's id, or an invoice item's on an invoice made by hand.
/// </summary>
internal sealed record InvoiceLine(
    string Id,
    string? Item,
    string? InvoiceItem,
    Price Price,
    byte[] PriceJson,
    byte[]? PlanJson,
    long Quantity,
    long Amount,
    string Description,
    long Start,
    long End)
{
    /// <summary>Whether it settles a change within a period.</summary>
    internal bool Proration { get; init; }

    internal void WriteTo(JsonText json, Invoice invoice, StripeShape shape)
    {
        json.Add($$"""
            {"id":{{Id}},"object":"line_item","amount":{{Amount}},"currency":{{invoice.Currency}},"description":{{Description}},
            "discount_amounts":[],"discountable":true,"discounts":[],"invoice":{{invoice.Id}},
            """);
        if (shape is StripeShape.Legacy)
        {
            json.Add($$"""
                "invoice_item":{{InvoiceItem}},"livemode":false,"metadata":{},"period":{"end":{{End}},"start":{{Start}}},"plan":{{PlanJson}},
                "price":{{PriceJson}},"proration":{{Proration}},"proration_details":{"credited_items":null},"quantity":{{Quantity}},
                "subscription":{{invoice.Subscription?.Id}},"subscription_item":{{Item}},"tax_amounts":[],"tax_rates":[],
                "type":{{(Item is null ? "invoiceitem" : "subscription")}}}
                """);
            return;
        }

        json.Raw("""
            "livemode":false,"metadata":{},"parent":
            """u8);
        if (Item is null)
        {
            json.Add($$"""
                {"invoice_item_details":{"invoice_item":{{InvoiceItem}},"proration":false,"proration_details":{"credited_items":null},
                "subscription":null},"subscription_item_details":null,"type":"invoice_item_details"},
                """);
        }
        else
        {
            json.Add($$"""
                {"invoice_item_details":null,"subscription_item_details":{"invoice_item":{{InvoiceItem}},"proration":{{Proration}},
                "proration_details":{"credited_items":null},"subscription":{{invoice.Subscription?.Id}},"subscription_item":{{Item}}},
                "type":"subscription_item_details"},
                """);
        }

        json.Add($$"""
            "period":{"end":{{End}},"start":{{Start}}},"pretax_credit_amounts":[],"pricing":{"price_details":{"price":{{Price.Id}},
            "product":{{Price.Product.Id}}},"type":"price_details","unit_amount_decimal":"{{Price.UnitAmount}}"},"quantity":{{Quantity}},"taxes":[]}
            """);
    }
}
