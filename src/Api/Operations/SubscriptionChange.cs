using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What to change of a subscription; what is left out stays. Source: https://docs.stripe.com/api/subscriptions/update.</summary>
internal sealed record SubscriptionChange
{
    /// <summary>The item that gets the price or quantity. May be left out if there is only one.</summary>
    public string? Item { get; init; }

    /// <summary>The id of the new price.</summary>
    public string? Price { get; init; }

    /// <summary>How many.</summary>
    public long? Quantity { get; init; }

    /// <summary><c>create_prorations</c> (Stripe's default), <c>always_invoice</c> or <c>none</c>.</summary>
    public string? ProrationBehavior { get; init; }

    /// <summary>The time that prorations are computed for, so that they equal a preview.</summary>
    public DateTimeOffset? ProrationDate { get; init; }

    /// <summary><c>now</c> (begins a new period at once) or <c>unchanged</c>.</summary>
    public StripeMoment? BillingCycleAnchor { get; init; }

    /// <summary><c>allow_incomplete</c> (Stripe's default), <c>default_incomplete</c>, <c>error_if_incomplete</c> or <c>pending_if_incomplete</c>.</summary>
    public string? PaymentBehavior { get; init; }

    /// <summary>Whether it ends with the period that is paid; <see langword="false"/> takes back an announced end.</summary>
    public bool? CancelAtPeriodEnd { get; init; }

    /// <summary>The payment method's id; an empty text: the customer's default.</summary>
    public string? DefaultPaymentMethod { get; init; }

    /// <summary>At most 50 keys of 40 characters with values of 500. An empty value removes its key.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
