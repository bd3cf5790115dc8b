namespace Signalbox.Deliveries;

/// <summary>Answers as they may look. A test compares their members with those of the types that they stand for.</summary>
internal static class DeliveryExamples
{
    internal const string Delivery = """
        {
          "id": "dlv_7_1857203476234240001", "destination": "dst_4fzT9bQ2mXk0LwPa7RyNcE", "status": "retrying", "message": "msg_19c60d8f2ac00007",
          "event": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "type": "invoice.paid", "stream": "stripe/customer/cus_9s6XKzkNRiz8i3",
          "made_at": "2026-01-31T12:00:00.189Z", "attempts": 2, "due_at": "2026-01-31T12:05:07.3Z", "changed_at": "2026-01-31T12:00:05.4Z", "fault": "status"
        }
        """;

    internal const string Discarded = """
        {
          "id": "dlv_7_1857203476234240001", "destination": "dst_4fzT9bQ2mXk0LwPa7RyNcE", "status": "discarded", "message": "msg_19c60d8f2ac00007",
          "event": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "type": "invoice.paid", "stream": "stripe/customer/cus_9s6XKzkNRiz8i3",
          "made_at": "2026-01-31T12:00:00.189Z", "attempts": 8, "due_at": null, "changed_at": "2026-02-01T16:00:05.4Z", "fault": "status"
        }
        """;

    internal const string Deliveries = $$"""{ "items": [ {{Delivery}} ], "more": false, "next_cursor": null }""";

    internal const string Attempt = """
        {
          "delivery": "dlv_7_1857203476234240001", "message": "msg_19c60d8f2ac00007", "attempt": 2, "at": "2026-01-31T12:00:05.2Z", "result": "status", "status": 500,
          "duration_ms": 184, "next_at": "2026-01-31T12:05:07.3Z", "error": "The answer was 500.", "response": "upstream failed"
        }
        """;

    internal const string Detail = $$"""{ "delivery": {{Delivery}}, "attempts": [ {{Attempt}} ] }""";

    internal const string Attempts = $$"""{ "items": [ {{Attempt}} ], "more": false, "next_cursor": null }""";

    internal const string Recovered = """{ "recovered": 412, "more": false }""";

    internal const string Resent = """{ "resent": 1830, "looked": 100000, "more": true, "next_cursor": "cmVzZW5kADE4NTcyMDM0NzYyMzQyNDAwMDE" }""";

    internal const string Test = """{ "destination": "dst_4fzT9bQ2mXk0LwPa7RyNcE", "event": "destination.test:dst_4fzT9bQ2mXk0LwPa7RyNcE:0b9f6a2c41d84e0f8f0d7e5a3c2b1a09" }""";

    internal const string Health = """
        {
          "destination": "dst_4fzT9bQ2mXk0LwPa7RyNcE", "state": "active", "requests": 5120, "success_rate": 0.998, "p50_ms": 41, "p95_ms": 180.5,
          "results": { "delivered": 5110, "status": 8, "timeout": 2 }, "waiting": 3, "retrying": 1, "parked": 4, "held": 0, "dead": 2,
          "oldest_waiting_at": "2026-01-31T11:58:20.04Z", "oldest_waiting_seconds": 105.2, "failing_since": null, "failures": 0,
          "succeeded_at": "2026-01-31T12:00:02.1Z", "failed_at": "2026-01-31T11:58:21.9Z", "fault": "status", "has_owner": true, "in_flight": 2, "paused_seconds": 0
        }
        """;
}
