using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.Journal;

namespace Signalbox.Publishing;

/// <summary>Appends what the product publishes, as events of the account <see cref="PublishedStreams.Product"/>.</summary>
internal sealed class EventPublishing(IJournal journal, TimeProvider time)
{
    private const string Headers = "Content-Type: application/json";
    private const int IdLength = 24;
    private const string IdLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>An id for an event that came without one.</summary>
    internal static string NewId() => $"evt_{RandomNumberGenerator.GetString(IdLetters, IdLength)}";

    /// <summary>
    /// Appends events that were checked, slice by slice like those of a webhook. The first slice of which one is refused is the last: the publisher
    /// sends all again, and those on disk are duplicates then.
    /// </summary>
    /// <returns>What became of each, or the outcome of one that is not on disk.</returns>
    internal async Task<(IReadOnlyList<PublishReceipt> Receipts, AppendOutcome? Refused)> PublishAsync(IReadOnlyList<PublishedEventRequest> events)
    {
        var now = time.GetUtcNow();
        var receipts = new List<PublishReceipt>(events.Count);
        foreach (var slice in events.Chunk(EventAppends.SliceEvents))
        {
            var incoming = Array.ConvertAll(slice, e => ToIncoming(e, now));

            // What is queued is appended, whether or not its publisher still waits.
            var outcomes = await Task.WhenAll(incoming.Select(e => journal.AppendAsync(e, CancellationToken.None).AsTask()));
            var refused = outcomes.Where(static o => o is not (AppendOutcome.Appended or AppendOutcome.Duplicate)).ToList();
            if (refused.Count > 0)
            {
                return ([], refused.Contains(AppendOutcome.Unavailable) ? AppendOutcome.Unavailable : refused[0]);
            }

            receipts.AddRange(incoming.Zip(outcomes, static (e, outcome) => new PublishReceipt(
                e.EventId, e.Type, e.Stream, outcome is AppendOutcome.Appended ? PublishReceipt.Appended : PublishReceipt.Duplicate)));
        }

        return (receipts, null);
    }

    private static IncomingEvent ToIncoming(PublishedEventRequest request, DateTimeOffset now)
    {
        var occurredAt = Moment.TryParse(request.OccurredAt, out var moment) ? moment : now;
        return new IncomingEvent(
            PublishedStreams.Product,
            request.Id!,
            request.Type!,
            PublishedStreams.Of(PublishedStreams.Product, request.Tenant, request.Stream ?? request.Id!).ToString(),
            occurredAt.ToUnixTimeSeconds(),
            now,
            Headers,
            PublishedBody.Of(request.Type!, occurredAt, JsonMarshal.GetRawUtf8Value(request.Data)));
    }
}
