using System.Text.Encodings.Web;
using System.Text.Json;
using Signalbox.Destinations;
using Signalbox.Journal;
using Signalbox.Publishing;

namespace Signalbox.Deliveries;

/// <summary>Appends what happens to destinations to the journal, as events of the account <c>signalbox</c>.</summary>
internal sealed partial class DestinationNews(IOwnEvents own, IOutgoingEvents events, TimeProvider time, ILogger<DestinationNews> logger) : IDestinationNews
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public Task FailingAsync(Destination destination, TimeSpan failingFor, string? fault) =>
        TellAsync(OwnEventTypes.DestinationFailing, destination, $"{Stamp}", data =>
        {
            data.WriteNumber("failing_for_seconds", (long)failingFor.TotalSeconds);
            data.WriteString("fault", fault);
        });

    /// <inheritdoc/>
    public Task RecoveredAsync(Destination destination) => TellAsync(OwnEventTypes.DestinationRecovered, destination, $"{Stamp}", static _ => { });

    /// <inheritdoc/>
    public Task DisabledAsync(Destination destination, string reason) =>
        TellAsync(OwnEventTypes.DestinationDisabled, destination, $"{Stamp}", data => data.WriteString("reason", reason));

    /// <inheritdoc/>
    public async Task ExhaustedAsync(Destination destination, QueuedDelivery delivery, AttemptOutcome outcome)
    {
        try
        {
            if (await events.GetAsync(delivery.Position, CancellationToken.None) is { } given && !given.Stream.StartsWith($"{PublishedStreams.Signalbox}/", StringComparison.Ordinal))
            {
                await TellAsync(OwnEventTypes.DeliveryExhausted, destination, $"{delivery.Seq}.{delivery.Attempts}", data =>
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
            LogNotTold(logger, OwnEventTypes.DeliveryExhausted, destination.Id, e.Message);
        }
    }

    private long Stamp => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TellAsync(string type, Destination destination, string about, Action<Utf8JsonWriter> write)
    {
        using var data = new MemoryStream();
        using (var json = new Utf8JsonWriter(data, Plain))
        {
            json.WriteStartObject();
            json.WriteString("destination", destination.Id);
            json.WriteString("url", destination.Url.GetLeftPart(UriPartial.Path));
            write(json);
            json.WriteEndObject();
        }

        // Told a second time by a process that took over, it has the same id.
        var outcome = await own.PublishAsync(type, OwnEventTypes.StreamOf(destination.Id), $"{type}:{destination.Id}:{about}", data.ToArray(), CancellationToken.None);
        if (outcome is AppendOutcome.Full or AppendOutcome.Unavailable)
        {
            LogNotTold(logger, type, destination.Id, "the journal does not take it");
        }
    }

    [LoggerMessage(7155, LogLevel.Warning, "{Type} of {Destination} could not be published: {Reason}")]
    private static partial void LogNotTold(ILogger logger, string type, string destination, string reason);
}
