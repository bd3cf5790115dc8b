using System.Globalization;
using Signalbox.Deliveries;

namespace Signalbox.Journal;

/// <summary>Puts together what is known of an event's way. Pure.</summary>
internal static class EventTimelines
{
    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "account": "stripe", "type": "customer.updated", "stream": "stripe/customer/cus_9s6XKzkNRiz8i3", "version": 7,
          "status": "applied", "verified_with": "5f3a90c1",
          "steps": [
            { "step": "received", "at": "2026-01-31T12:00:00.184231Z", "attempt": null, "error": null, "replay": null },
            { "step": "verified", "at": null, "attempt": null, "error": null, "replay": null },
            { "step": "appended", "at": "2026-01-31T12:00:00.189Z", "attempt": null, "error": null, "replay": null },
            { "step": "attempt_failed", "at": "2026-01-31T12:00:00.25Z", "attempt": 1, "error": "23514: new row violates check constraint", "replay": null },
            { "step": "applied", "at": null, "attempt": 2, "error": null, "replay": null }
          ],
          "forwarded": [
            { "destination": "dst_4fzT9bQ2mXk0LwPa7RyNcE", "delivery": "dlv_7_1857203476234240001", "status": "delivered", "attempts": 1, "at": "2026-01-31T12:00:00.31Z" }
          ]
        }
        """;

    /// <param name="stored">The event.</param>
    /// <param name="records">What was recorded of it.</param>
    /// <param name="deliveries">Its deliveries.</param>
    internal static EventTimeline Of(StoredEvent stored, EventRecords records, params IReadOnlyList<DeliveryView> deliveries)
    {
        var e = stored.Summary;
        // Only what is verified enters the journal. A position begins with the milliseconds of its append.
        var appendedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(e.Position, CultureInfo.InvariantCulture) >> 20).UtcDateTime;
        var steps = new List<EventStep> { new("received", e.ReceivedAt), new("verified", null), new("appended", appendedAt) };
        var later = records.Faults
            .Select(static f => f.Attempt > 0 ? new EventStep("attempt_failed", f.At, f.Attempt, f.Error) : new EventStep("replay_failed", f.At, Error: f.Error))
            .ToList();
        if (records.Letter is { } letter)
        {
            later.Add(new EventStep("dead_letter", letter.CreatedAt));
            if (letter.ResolvedAt is { } resolvedAt)
            {
                later.Add(new EventStep(letter.Status, resolvedAt));
            }
        }

        steps.AddRange(later.OrderBy(static s => s.At).ThenBy(static s => s.Attempt is null));
        if (e.Status is EventStatus.Applied)
        {
            // When is not recorded: that would cost every event a write. It came in time for those behind it.
            // The faults are the latest ones only, and attempts are counted on.
            steps.Add(new EventStep("applied", records.Letter?.ResolvedAt, records.Faults.Select(static f => f.Attempt).DefaultIfEmpty().Max() + 1));
        }
        else if (e.Status is EventStatus.Pending or EventStatus.Retrying or EventStatus.Held)
        {
            steps.Add(new EventStep("waiting", records.DueAt));
        }

        // A replay passes over what was discarded.
        var discardedAt = e.Status is EventStatus.Discarded ? records.Letter?.ResolvedAt : null;
        steps.AddRange(records.Replays.Reverse().Where(r => discardedAt is null || r.CreatedAt < discardedAt).Select(static r => new EventStep("replay", r.CreatedAt, Replay: r.Id)));
        return new EventTimeline(e.Id, e.Account, e.Type, e.Stream, e.Version, e.Status, stored.VerifiedWith, steps, [.. deliveries.Select(ForwardedOf)]);
    }

    private static ForwardedEvent ForwardedOf(DeliveryView delivery) => new(delivery.Destination, delivery.Id, delivery.Status, delivery.Attempts, delivery.ChangedAt);
}
