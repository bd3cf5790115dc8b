namespace Signalbox.Operations;

/// <summary>Answers for the API's description. A test reads each of them as what it is an example of.</summary>
internal static class OperationExamples
{
    internal const string Customer = """{ "id": "cus_9s6XKzkNRiz8i3", "object": "customer", "email": "jenny@example.com", "livemode": false }""";
    internal const string Payment = """{ "id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "object": "payment_intent", "amount": 2000, "currency": "eur", "status": "succeeded", "livemode": false }""";
    internal const string CanceledPayment = """{ "id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "object": "payment_intent", "amount": 2000, "currency": "eur", "status": "canceled", "livemode": false }""";
    internal const string CheckoutSession = """{ "id": "cs_test_a11YYufWQzNY63zpQ6QSNRQh", "object": "checkout.session", "mode": "subscription", "status": "open", "url": "https://checkout.stripe.com/c/pay/cs_test_a11YYufWQzNY63zpQ6QSNRQh" }""";
    internal const string PortalSession = """{ "id": "bps_1MrSjzLkdIwHu7ixex0IvU9b", "object": "billing_portal.session", "customer": "cus_9s6XKzkNRiz8i3", "url": "https://billing.stripe.com/p/session/test_YWNjdF8x" }""";
    internal const string Subscription = """{ "id": "sub_1MowQVLkdIwHu7ixeRlqHVzs", "object": "subscription", "customer": "cus_9s6XKzkNRiz8i3", "status": "active", "cancel_at_period_end": false }""";
    internal const string EndingSubscription = """{ "id": "sub_1MowQVLkdIwHu7ixeRlqHVzs", "object": "subscription", "customer": "cus_9s6XKzkNRiz8i3", "status": "active", "cancel_at_period_end": true }""";
    internal const string Refund = """{ "id": "re_1Nispe2eZvKYlo2Cd31jOCgZ", "object": "refund", "amount": 1000, "currency": "eur", "status": "succeeded" }""";

    internal const string Accepted = """
        {
          "id": "op_019aa6f0c2d87c3f9d0e5b7a1c2d3e4f", "account": "stripe", "name": "payments.create", "idempotency_key": "order-1042",
          "state": "running", "attempts": 1, "error": null, "created_at": "2026-01-31T12:04:11.02Z", "finished_at": null, "status": null, "outcome": null
        }
        """;

    internal const string Operation = """
        {
          "id": "op_019aa6f0c2d87c3f9d0e5b7a1c2d3e4f", "account": "stripe", "name": "payments.create", "idempotency_key": "order-1042",
          "state": "succeeded", "attempts": 1, "error": null, "created_at": "2026-01-31T12:04:11.02Z", "finished_at": "2026-01-31T12:04:11.41Z",
          "status": 200, "outcome": { "id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "object": "payment_intent", "status": "succeeded" }
        }
        """;
}
