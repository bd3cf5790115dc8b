namespace Signalbox.Operations;

/// <summary>How to end a subscription. Source: https://docs.stripe.com/billing/subscriptions/cancel.</summary>
internal sealed record SubscriptionCancellation
{
    /// <summary>Whether it runs to the end of what is paid; otherwise it ends now.</summary>
    public bool AtPeriodEnd { get; init; }

    /// <summary>Whether a last invoice is made for what was used and prorated. Only if it ends now.</summary>
    public bool? InvoiceNow { get; init; }

    /// <summary>Whether the time that is paid and not used is credited. Only if it ends now.</summary>
    public bool? Prorate { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Comment { get; init; }

    /// <summary>Why, as one of Stripe's words, for example <c>too_expensive</c>.</summary>
    public string? Feedback { get; init; }
}
