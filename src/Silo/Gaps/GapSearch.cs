using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Providers;
using Signalbox.Streams;

namespace Signalbox.Gaps;

/// <summary>
/// Compares a stretch of a provider's list of events with the journal and appends what is missing, a page at a time. Whatever it appends may
/// come by webhook at the same moment: the journal takes an event once.
/// </summary>
internal sealed partial class GapSearch(
    IEventList list, IGapStore store, IJournal journal, GapMetrics metrics, IOptions<GapOptions> options, TimeProvider time, ILogger<GapSearch> logger)
{
    /// <summary>What such an event has for headers, so that everybody sees that it was found and not sent.</summary>
    internal const string Headers = "Signalbox-Received-Via: event-list";

    private static readonly TimeSpan RoomInterval = TimeSpan.FromMilliseconds(200);

    private readonly EventTypes _types = new(options.Value.Types);

    /// <summary>Compares one stretch. On return everything that the provider lists of it is in the journal.</summary>
    /// <param name="account">The account.</param>
    /// <param name="from">The first second by the provider's clock (unix).</param>
    /// <param name="until">The last second; <see langword="null"/>: up to the newest event.</param>
    /// <param name="cancellationToken">Stops; nothing is lost by it.</param>
    /// <exception cref="EventListException">The provider does not answer.</exception>
    /// <exception cref="GapSearchException">The journal does not take them.</exception>
    internal async Task<GapResult> RunAsync(string account, long from, long? until, CancellationToken cancellationToken)
    {
        var result = default(GapResult);
        await foreach (var page in list.PagesAsync(account, from, until, cancellationToken))
        {
            var found = await CompareAsync(account, page.Events, cancellationToken);
            result = result.And(new GapResult(1, page.Events.Count, found, page.Date));
            metrics.Compared(account, page.Events.Count, found);
            await store.NoteAsync(account, found, options.Value.Lease, cancellationToken);
        }

        return result;
    }

    private async Task<int> CompareAsync(string account, IReadOnlyList<ListedEvent> page, CancellationToken cancellationToken)
    {
        var events = new Dictionary<string, ListedEvent>(page.Count, StringComparer.Ordinal);
        foreach (var one in page)
        {
            if (one.Fault is not EnvelopeFault.None)
            {
                LogNoEvent(logger, account, one.Fault, one.Body.Length);
                continue;
            }

            if (_types.Admits(one.Envelope.Type))
            {
                events.TryAdd(one.Envelope.Id, one);
            }
        }

        if (events.Count == 0)
        {
            return 0;
        }

        var missing = await store.MissingAsync(account, events.Keys, cancellationToken);

        // Oldest first, which is how they would have come.
        var outcomes = await Task.WhenAll(page.Reverse()
            .Where(one => one.Fault is EnvelopeFault.None && missing.Contains(one.Envelope.Id))
            .Select(one => AppendAsync(account, one, cancellationToken)));
        return outcomes.Count(static outcome => outcome is AppendOutcome.Appended);
    }

    private async Task<AppendOutcome> AppendAsync(string account, ListedEvent one, CancellationToken cancellationToken)
    {
        var envelope = one.Envelope;
        var incoming = new IncomingEvent(
            account,
            envelope.Id,
            envelope.Type,
            new StreamKey(account, envelope.Kind, envelope.EntityId).ToString(),
            envelope.OccurredAt,
            time.GetUtcNow(),
            Headers,
            one.Body);
        while (true)
        {
            switch (await journal.AppendAsync(incoming, cancellationToken))
            {
                case AppendOutcome.Full:
                    // Webhooks go first; they have senders that wait.
                    await Task.Delay(RoomInterval, time, cancellationToken);
                    break;
                case AppendOutcome.Unavailable:
                    throw new GapSearchException("Storage: the database does not take events now.");
                case var outcome:
                    return outcome;
            }
        }
    }

    [LoggerMessage(6001, LogLevel.Warning, "The list of events of {Account} holds what is no event: {Fault} ({Bytes} bytes); it is passed over")]
    private static partial void LogNoEvent(ILogger logger, string account, EnvelopeFault fault, int bytes);
}

/// <summary>What comparing came to.</summary>
/// <param name="Pages">Pages of the list.</param>
/// <param name="Compared">Events on them.</param>
/// <param name="Found">Events that were missing and are now in the journal.</param>
/// <param name="Date">When the first page was answered, by the provider's clock; <see langword="null"/> if the provider does not say.</param>
internal readonly record struct GapResult(int Pages, int Compared, int Found, DateTimeOffset? Date)
{
    internal GapResult And(GapResult other) => new(Pages + other.Pages, Compared + other.Compared, Found + other.Found, Date ?? other.Date);
}

/// <summary>A search cannot go on now.</summary>
internal sealed class GapSearchException(string message) : Exception(message);
