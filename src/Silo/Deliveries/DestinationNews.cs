using System.Text.Encodings.Web;
using System.Text.Json;
using Signalbox.Destinations;
using Signalbox.Journal;
using Signalbox.Publishing;

namespace Signalbox.Deliveries;

/// <summary>Appends what happens to destinations to the journal, as events of the account <c>signalbox</c>.</summary>
internal sealed partial class DestinationNews(IJournal journal, IOutgoingEvents events, TimeProvider time, ILogger<DestinationNews> logger) : IDestinationNews
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public Task FailingAsync(Destination destination, TimeSpan failingFor, string? fault) =>
        TellAsync("destination.failing", destination, $"{Stamp}", data =>
        {
            data.WriteNumber("failing_for_seconds", (long)failingFor.TotalSeconds);
            data.WriteString("fault", fault);
        });

    /// <inheritdoc/>
    public Task RecoveredAsync(Destination destination) => TellAsync("destination.recovered", destination, $"{Stamp}", static _ => { });

    /// <inheritdoc/>
    public Task DisabledAsync(Destination destination, string reason) =>
        TellAsync("destination.disabled", destination, $"{Stamp}", data => data.WriteString("reason", reason));

    /// <inheritdoc/>
    public async Task ExhaustedAsync(Destination destination, QueuedDelivery delivery, AttemptOutcome outcome)
    {
        try
        {
            if (await events.GetAsync(delivery.Position, CancellationToken.None) is { } given && !given.Stream.StartsWith($"{PublishedStreams.Signalbox}/", StringComparison.Ordinal))
            {
                await TellAsync("delivery.exhausted", destination, $"{delivery.Seq}.{delivery.Attempts}", data =>
                {
                    data.WriteString("delivery", DeliveryNames.DeliveryId(destination.Number, delivery.Seq));
                    data.WriteString("message", given.Id);
                    data.WriteString("event", given.EventId);
                    data.WriteString("stream", given.Stream);
                    data.WriteNumber("attempts", delivery.Attempts);
                    data.WriteString("fault", DeliveryNames.Of(outcome.Result));
                    if (outcome.Status is { } status)
                    {
                        data.WriteNumber("status", status);
                    }
                });
            }
        }
        catch (Exception e)
        {
            LogNotTold(logger, "delivery.exhausted", destination.Id, e.Message);
        }
    }

    private long Stamp => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TellAsync(string type, Destination destination, string about, Action<Utf8JsonWriter> write)
    {
        var now = time.GetUtcNow();
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Plain))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", now.UtcDateTime);
            json.WriteStartObject("data");
            json.WriteString("destination", destination.Id);
            json.WriteString("url", destination.Url.GetLeftPart(UriPartial.Path));
            write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // Told a second time by a process that took over, it has the same id.
        var incoming = new IncomingEvent(
            PublishedStreams.Signalbox, $"{type}:{destination.Id}:{about}", type, PublishedStreams.Of(PublishedStreams.Signalbox, null, $"destinations/{destination.Id}").ToString(),
            now.ToUnixTimeSeconds(), now, "Content-Type: application/json", body.ToArray());
        if (await journal.AppendAsync(incoming, CancellationToken.None) is AppendOutcome.Full or AppendOutcome.Unavailable)
        {
            LogNotTold(logger, type, destination.Id, "the journal does not take it");
        }
    }

    [LoggerMessage(7155, LogLevel.Warning, "{Type} of {Destination} could not be published: {Reason}")]
    private static partial void LogNotTold(ILogger logger, string type, string destination, string reason);
}
