namespace Signalbox.Sources;

/// <summary>Answers as they may look. A test compares their members with those of the types that they stand for.</summary>
internal static class SourceExamples
{
    internal const string Source = """
        {
          "name": "stripe-eu", "provider": "stripe", "state": "active", "managed_by": "api", "path": "/ingest/stripe-eu",
          "description": "The shop in Europe", "dead_letters": "go_on", "has_api_key": true, "created_at": "2026-01-31T12:04:11.02Z",
          "secrets": [
            { "fingerprint": "5f0c1a9e", "created_at": "2026-01-31T12:04:11.02Z", "expires_at": "2026-02-02T08:00:00Z", "verified": 120413, "last_matched_at": "2026-02-01T08:03:11.5Z", "usable": true },
            { "fingerprint": "a81d22c7", "created_at": "2026-02-01T08:00:00Z", "expires_at": null, "verified": 310, "last_matched_at": "2026-02-01T09:12:40.25Z", "usable": true }
          ],
          "allow_from": ["203.0.113.0/24"], "public_url": null
        }
        """;

    internal const string Sources = $$"""{ "items": [ {{Source}} ], "more": false, "next_cursor": null }""";

    internal const string Made = $$"""{ "source": {{Source}}, "generated_secret": null }""";
}
