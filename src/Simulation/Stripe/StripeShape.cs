namespace Signalbox.Simulation.Stripe;

/// <summary>Which of Stripe's API versions renders the payloads.</summary>
public enum StripeShape
{
    /// <summary>
    /// 2020-08-27: the period on the subscription; <c>subscription</c>, <c>paid</c>, <c>charge</c> and <c>payment_intent</c> on the
    /// invoice; the charges inside the payment intent.
    /// </summary>
    Legacy = 0,

    /// <summary>
    /// 2025-11-17.clover: the period on each subscription item; the invoice's subscription under
    /// <c>parent.subscription_details</c>; only <c>latest_charge</c> on the payment intent.
    /// </summary>
    Current = 1,
}
