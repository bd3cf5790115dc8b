namespace Signalbox.Operations;

/// <summary>Requests for the API's description. A test sends each of them.</summary>
internal static class CommandExamples
{
    internal const string Customer = """{ "email": "jenny@example.com", "name": "Jenny Rosen", "metadata": { "user_id": "u_1042" } }""";
    internal const string Payment = """{ "amount": 2000, "currency": "eur", "customer": "cus_9s6XKzkNRiz8i3", "payment_method": "pm_card_visa", "confirm": true }""";
    internal const string Confirmation = """{ "payment_method": "pm_card_visa", "return_url": "https://shop.example.com/paid" }""";
    internal const string Capture = """{ "amount_to_capture": 1500 }""";
    internal const string PaymentCancellation = """{ "cancellation_reason": "requested_by_customer" }""";
    internal const string Refund = """{ "payment_intent": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "amount": 1000, "reason": "requested_by_customer" }""";

    internal const string CheckoutSession = """
        {
          "mode": "subscription", "customer": "cus_9s6XKzkNRiz8i3", "line_items": [ { "price": "price_1MowQVLkdIwHu7ixeRlqHVzs", "quantity": 1 } ],
          "success_url": "https://shop.example.com/paid?session={CHECKOUT_SESSION_ID}", "cancel_url": "https://shop.example.com/basket"
        }
        """;

    internal const string PortalSession = """{ "customer": "cus_9s6XKzkNRiz8i3", "return_url": "https://shop.example.com/account" }""";

    internal const string Subscription = """
        { "customer": "cus_9s6XKzkNRiz8i3", "items": [ { "price": "price_1MowQVLkdIwHu7ixeRlqHVzs", "quantity": 3 } ], "trial_period_days": 14 }
        """;

    internal const string SubscriptionChange = """{ "price": "price_1NcmvoLkdIwHu7ixS3gTq9Rb", "quantity": 5, "proration_behavior": "always_invoice" }""";
    internal const string SubscriptionCancellation = """{ "at_period_end": true, "feedback": "too_expensive" }""";
    internal const string Resumption = """{ "billing_cycle_anchor": "now" }""";
}
