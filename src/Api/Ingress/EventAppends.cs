using Signalbox.Journal;
using Signalbox.Providers;
using Signalbox.Streams;

namespace Signalbox.Ingress;

/// <summary>Puts the events of a verified request into the journal.</summary>
internal static class EventAppends
{
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
    /// Appends each of several events. All are queued at once and share commits; what is refused does not stop the others, since the
    /// sender sends all of them again and those on disk are duplicates then.
    /// </summary>
    /// <returns>The worst outcome: an event that is not on disk, else a new one, else a duplicate.</returns>
    internal static async Task<AppendOutcome> AppendAllAsync(this IJournal journal, VerifiedRequest request, IReadOnlyList<WebhookEvent> events)
    {
        var appends = new Task<AppendOutcome>[events.Count];
        for (var i = 0; i < appends.Length; i++)
        {
            appends[i] = journal.AppendAsync(request, events[i].Envelope, events[i].Payload).AsTask();
        }

        var outcomes = await Task.WhenAll(appends);
        return outcomes.Contains(AppendOutcome.Unavailable) ? AppendOutcome.Unavailable
            : outcomes.Contains(AppendOutcome.Full) ? AppendOutcome.Full
            : outcomes.Length > 0 && !outcomes.Contains(AppendOutcome.Appended) ? AppendOutcome.Duplicate
            : AppendOutcome.Appended;
    }
}

/// <summary>What all events of a verified request have in common.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="Headers">The headers that are kept.</param>
/// <param name="VerifiedWith">The fingerprint of the secret that signed it.</param>
internal readonly record struct VerifiedRequest(string Account, DateTimeOffset ReceivedAt, string Headers, string VerifiedWith);
