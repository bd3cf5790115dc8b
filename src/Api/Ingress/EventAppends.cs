using Signalbox.Journal;
using Signalbox.Providers;
using Signalbox.Streams;

namespace Signalbox.Ingress;

/// <summary>Puts the events of a verified request into the journal.</summary>
internal static class EventAppends
{
    /// <summary>The most events of one request that wait for their append at once: a small part of what a lane's queue holds.</summary>
    internal const int SliceEvents = 256;

    /// <summary>Appends the one event that the body is.</summary>
    internal static ValueTask<AppendOutcome> AppendAsync(this IJournal journal, in VerifiedRequest request, in EventEnvelope envelope, ReadOnlyMemory<byte> payload) =>
        journal.AppendAsync(
            new IncomingEvent(
                request.Account,
                envelope.Id,
                envelope.Type,
                new StreamKey(request.Account, envelope.Kind, envelope.EntityId).ToString(),
                envelope.OccurredAt,
                request.ReceivedAt,
                request.Headers,
                payload,
                request.VerifiedWith),
            CancellationToken.None); // What is queued is appended, whether or not its sender still waits.

    /// <summary>
    /// Appends each of several events, slice by slice, so that a request with more events than the queue holds gets in as well. A slice is queued
    /// at once and shares commits. The first slice of which one is refused is the last: the sender sends all again, and those on disk are duplicates then.
    /// </summary>
    /// <returns>The worst outcome: an event that is not on disk, else a new one, else a duplicate.</returns>
    internal static async Task<AppendOutcome> AppendAllAsync(this IJournal journal, VerifiedRequest request, IReadOnlyList<WebhookEvent> events)
    {
        var isAnyNew = events.Count == 0;
        for (var start = 0; start < events.Count; start += SliceEvents)
        {
            var appends = new Task<AppendOutcome>[Math.Min(SliceEvents, events.Count - start)];
            for (var i = 0; i < appends.Length; i++)
            {
                appends[i] = journal.AppendAsync(request, events[start + i].Envelope, events[start + i].Payload).AsTask();
            }

            var outcomes = await Task.WhenAll(appends);
            if (outcomes.Contains(AppendOutcome.Unavailable))
            {
                return AppendOutcome.Unavailable;
            }

            if (outcomes.Contains(AppendOutcome.Full))
            {
                return AppendOutcome.Full;
            }

            isAnyNew |= outcomes.Contains(AppendOutcome.Appended);
        }

        return isAnyNew ? AppendOutcome.Appended : AppendOutcome.Duplicate;
    }
}

/// <summary>What all events of a verified request have in common.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="Headers">The headers that are kept.</param>
/// <param name="VerifiedWith">The fingerprint of the secret that signed it.</param>
internal readonly record struct VerifiedRequest(string Account, DateTimeOffset ReceivedAt, string Headers, string VerifiedWith);
