namespace Signalbox.Providers.Stripe.Api;

/// <summary>A price that is made for one use. Source: https://docs.stripe.com/api/checkout/sessions/create, <c>line_items.price_data</c>.</summary>
public sealed record StripePriceData : IFormPart
{
    /// <summary>ISO 4217, lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>The product's id. Either this or, in checkout sessions only, <see cref="ProductName"/>.</summary>
    public string? Product { get; init; }

    /// <summary>The name of a product that is made along with it. Checkout sessions only.</summary>
    public string? ProductName { get; init; }

    /// <summary>In the currency's smallest unit.</summary>
    public long? UnitAmount { get; init; }

    /// <summary><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>; <see langword="null"/> for a price that is paid once.</summary>
    public string? RecurringInterval { get; init; }

    /// <summary>How many intervals lie between two invoices.</summary>
    public long? RecurringIntervalCount { get; init; }

    /// <summary><c>exclusive</c>, <c>inclusive</c> or <c>unspecified</c>.</summary>
    public string? TaxBehavior { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("currency", Currency);
        form.Add("product", Product);
        form.Add("product_data.name", ProductName);
        form.Add("unit_amount", UnitAmount);
        form.Add("recurring.interval", RecurringInterval);
        form.Add("recurring.interval_count", RecurringIntervalCount);
        form.Add("tax_behavior", TaxBehavior);
    }
}

/// <summary>A discount to apply: one of the two. Source: https://docs.stripe.com/billing/subscriptions/coupons.</summary>
public sealed record StripeDiscountRequest : IFormPart
{
    /// <summary>A coupon's id.</summary>
    public string? Coupon { get; init; }

    /// <summary>A promotion code's id, <c>promo_…</c>, not what customers type.</summary>
    public string? PromotionCode { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("coupon", Coupon);
        form.Add("promotion_code", PromotionCode);
    }
}
