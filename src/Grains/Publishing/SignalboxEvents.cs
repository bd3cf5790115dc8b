using Signalbox.Journal;

namespace Signalbox.Publishing;

/// <inheritdoc cref="IOwnEvents"/>
internal sealed class SignalboxEvents(IJournal journal, TimeProvider time) : IOwnEvents
{
    private const string Headers = "Content-Type: application/json";

    /// <inheritdoc/>
    public async Task<AppendOutcome> PublishAsync(string type, string stream, string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await journal.AppendAsync(
            new IncomingEvent(
                PublishedStreams.Signalbox,
                id,
                type,
                PublishedStreams.Of(PublishedStreams.Signalbox, tenant: null, stream).ToString(),
                now.ToUnixTimeSeconds(),
                now,
                Headers,
                PublishedBody.Of(type, now, data.Span)),
            cancellationToken);
    }
}
