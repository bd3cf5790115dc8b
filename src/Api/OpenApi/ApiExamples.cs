namespace Signalbox.OpenApi;

/// <summary>Answers as they may look. A test compares their members with those of the types that they stand for.</summary>
internal static class ApiExamples
{
    internal const string Receipt = """{ "received": true }""";

    internal const string Stream = """
        {
          "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "account": "stripe", "kind": "customer", "id": "cus_9s6XKzkNRiz8i3",
          "version": 7, "applied": 4, "state": "held",
          "stall": {
            "version": 5, "attempts": 8, "error": "invoices: value \"12.5\" is not a whole number",
            "since": "2026-01-31T12:00:00.25Z", "due_at": null, "dead_letter_id": 3,
            "event_id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "type": "invoice.paid"
          }
        }
        """;

    internal const string Streams = $$"""{ "items": [ {{Stream}} ], "more": false, "next_cursor": null }""";

    internal const string Rebuilt = """
        { "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "first_version": 1, "applied": 41, "events": 41, "objects": 3, "written": 3, "to_confirm": 0 }
        """;

    internal const string DeadLetterBatch = """
        {
          "resolved": 1, "failed": 1, "more": false, "last": 7,
          "items": [ { "id": 3, "outcome": "replayed", "error": null }, { "id": 7, "outcome": "failed", "error": "invoices: value \"12.5\" is not a whole number" } ]
        }
        """;

    internal const string Refresh = """
        {
          "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "confirmed": 2,
          "objects": [
            { "table": "customers", "id": "cus_9s6XKzkNRiz8i3", "outcome": "confirmed" },
            { "table": "payment_intents", "id": "pi_3MtwBwLkdIwHu7ix28a3tqPa", "outcome": "confirmed" },
            { "table": "charges", "id": "ch_3MtwBwLkdIwHu7ix0snN1Tbl", "outcome": "superseded" }
          ]
        }
        """;

    internal const string Events = """
        {
          "items": [
            {
              "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "account": "stripe", "type": "customer.updated",
              "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "version": 7, "position": "1857211822080000003",
              "occurred_at": "2026-01-31T12:00:00Z", "received_at": "2026-01-31T12:00:00.184231Z", "status": "applied"
            }
          ],
          "more": true,
          "next_cursor": "ZXZlbnRzADE4NTcyMTE4MjIwODAwMDAwMDM"
        }
        """;

    internal const string Event = """
        {
          "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "account": "stripe", "type": "customer.updated",
          "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "version": 7, "position": "1857211822080000003",
          "occurred_at": "2026-01-31T12:00:00Z", "received_at": "2026-01-31T12:00:00.184231Z", "status": "applied",
          "verified_with": "5f3a90c1",
          "headers": { "Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)" },
          "body": { "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "object": "event", "type": "customer.updated", "created": 1769860800, "data": { "object": { "id": "cus_9s6XKzkNRiz8i3", "object": "customer" } } }
        }
        """;

    internal const string DeadLetter = """
        {
          "id": 3, "account": "stripe", "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "version": 5,
          "event_id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "type": "customer.updated", "status": "open", "attempts": 8,
          "error": "invoices: value \"12.5\" is not a whole number", "holds_stream": true,
          "created_at": "2026-01-31T12:04:11.02Z", "resolved_at": null
        }
        """;

    internal const string DeadLetters = $$"""{ "items": [ {{DeadLetter}} ], "more": false, "next_cursor": null }""";

    internal const string ReplayedDeadLetter = """
        {
          "id": 3, "account": "stripe", "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "version": 5,
          "event_id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "type": "customer.updated", "status": "replayed", "attempts": 8,
          "error": "invoices: value \"12.5\" is not a whole number", "holds_stream": false,
          "created_at": "2026-01-31T12:04:11.02Z", "resolved_at": "2026-01-31T13:00:00.5Z"
        }
        """;

    internal const string DiscardedDeadLetter = """
        {
          "id": 3, "account": "stripe", "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "version": 5,
          "event_id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "type": "customer.updated", "status": "discarded", "attempts": 8,
          "error": "invoices: value \"12.5\" is not a whole number", "holds_stream": false,
          "created_at": "2026-01-31T12:04:11.02Z", "resolved_at": "2026-01-31T13:00:00.5Z"
        }
        """;

    internal const string Live = """{ "status": "ok" }""";
    internal const string Ready = """{ "status": "ok", "checks": { "database": "ok", "append_queue": "ok", "running": "ok" } }""";
    internal const string NotReady = """{ "status": "unavailable", "checks": { "database": "The database does not answer.", "append_queue": "ok", "running": "ok" } }""";
}
