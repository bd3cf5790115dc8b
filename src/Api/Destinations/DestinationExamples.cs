namespace Signalbox.Destinations;

/// <summary>Answers as they may look. A test compares their members with those of the types that they stand for.</summary>
internal static class DestinationExamples
{
    internal const string Destination = """
        {
          "id": "dst_4fzT9bQ2mXk0LwPa7RyNcE", "number": 7, "tenant": "acme", "url": "https://hooks.example.com/signalbox", "description": "Acme's warehouse",
          "state": "active", "disabled_for": null, "disabled_at": null,
          "types": ["invoice.*", "order.shipped"], "sources": ["product"], "fields": { "/data/status": ["paid", { "prefix": "ship" }] }, "headers": ["X-Api-Key"],
          "ordered": "entity", "dead_letters": "go_on", "payload": "full", "rate": 50, "concurrency": 10,
          "retry": ["00:00:05", "00:05:00", "00:30:00", "02:00:00", "05:00:00", "10:00:00", "10:00:00"], "timeout": "00:00:15", "disable_after": "5.00:00:00",
          "secrets": [
            { "fingerprint": "5f0c1a9e", "scheme": "v1", "public_key": null, "created_at": "2026-01-31T12:04:11.02Z", "expires_at": "2026-02-02T08:00:00Z", "usable": true },
            { "fingerprint": "a81d22c7", "scheme": "v1", "public_key": null, "created_at": "2026-02-01T08:00:00Z", "expires_at": null, "usable": true }
          ],
          "created_at": "2026-01-31T12:04:11.02Z", "changed_at": "2026-02-01T08:00:00Z"
        }
        """;

    internal const string Destinations = $$"""{ "items": [ {{Destination}} ], "more": false, "next_cursor": null }""";

    internal const string Made = $$"""{ "destination": {{Destination}}, "generated_secret": "whsec_bm90X2Ffc2VjcmV0X25vdF9hX3NlY3JldF9ub3RfYV8=" }""";
}
