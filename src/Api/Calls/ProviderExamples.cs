namespace Signalbox.Calls;

/// <summary>Answers as they may look. A test compares their members with those of the types that they stand for.</summary>
internal static class ProviderExamples
{
    internal const string Accounts = """{ "items": [ { "account": "stripe", "provider": "stripe", "can_call": true } ], "more": false, "next_cursor": null }""";

    internal const string Status = """
        {
          "account": "stripe", "provider": "stripe", "can_call": true,
          "limits": [
            {
              "class": "api", "limit": 100, "window_ms": 1000, "used": 83, "level": 1.5, "share": 1, "paused_until": null,
              "nearly_used_up_since": "2026-01-31T12:00:00.25Z", "waiting": { "interactive": 0, "refresh": 4, "bulk": 210 },
              "concurrency": { "limit": 50, "in_use": 12, "wanted": 12 }
            },
            {
              "class": "payment_intents.create", "limit": 25, "window_ms": 1000, "used": 3, "level": 2.5, "share": 0.5,
              "paused_until": "2026-01-31T12:05:02Z", "nearly_used_up_since": null, "waiting": { "interactive": 1, "refresh": 0, "bulk": 0 },
              "concurrency": null
            }
          ],
          "circuits": [
            { "class": "catalog.background", "state": "open", "succeeded": 0, "failed": 0, "failure_ratio": null, "breaks": 2, "until": "2026-01-31T12:05:10Z" }
          ]
        }
        """;

    internal const string Isolated = """{ "class": "payments", "state": "isolated", "succeeded": 0, "failed": 0, "failure_ratio": null, "breaks": 0, "until": null }""";

    internal const string Closed = """{ "class": "payments", "state": "closed", "succeeded": 0, "failed": 0, "failure_ratio": null, "breaks": 0, "until": null }""";
}
