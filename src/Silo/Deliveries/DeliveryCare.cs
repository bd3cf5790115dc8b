using System.Text.Json;
using Signalbox.Destinations;
using Signalbox.Journal;
using Signalbox.Publishing;

namespace Signalbox.Deliveries;

/// <inheritdoc cref="IDeliveryCare"/>
internal sealed partial class DeliveryCare(
    DeliveryChanges changes, DeliveryResending resending, IDeliveryQueries queries, IDestinations destinations, IOwnEvents own, DeliveryCalls calls, ILogger<DeliveryCare> logger) : IDeliveryCare
{
    /// <inheritdoc/>
    public async Task<DeliveryAnswer> RetryAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        var isDone = await changes.RetryAsync(key, cancellationToken);
        if (isDone)
        {
            LogCared(logger, "retried", key.ToString());
        }

        if (destinations.TryFind(key.Destination, out var destination))
        {
            calls.Call(destination);
        }

        return await queries.FindAsync(key, cancellationToken) switch
        {
            null => new DeliveryAnswer(DeliveryOutcomeKind.Unknown, null),
            { Delivery: var found } => new DeliveryAnswer(
                isDone || found.Status == DeliveryStatusNames.Waiting ? DeliveryOutcomeKind.Done : DeliveryOutcomeKind.WrongState, found),
        };
    }

    /// <inheritdoc/>
    public async Task<DeliveryAnswer> DiscardAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        // Looked up before: afterwards there may be nothing left of it but its attempts.
        if (await queries.FindAsync(key, cancellationToken) is not { Delivery: var found })
        {
            return new DeliveryAnswer(DeliveryOutcomeKind.Unknown, null);
        }

        if (!await changes.DiscardAsync(key, cancellationToken))
        {
            return new DeliveryAnswer(DeliveryOutcomeKind.WrongState, (await queries.FindAsync(key, cancellationToken))?.Delivery ?? found);
        }

        LogCared(logger, "discarded", key.ToString());
        if (destinations.TryFind(key.Destination, out var destination))
        {
            calls.Call(destination);
        }

        return new DeliveryAnswer(DeliveryOutcomeKind.Done, found with { Status = DeliveryStatusNames.Discarded, DueAt = null });
    }

    /// <inheritdoc/>
    public async Task<RecoveryReport?> RecoverAsync(string destination, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (!destinations.TryFind(destination, out var found))
        {
            return null;
        }

        var report = await changes.RecoverAsync(found.Number, since, IDeliveryCare.Most, cancellationToken);
        LogRecovered(logger, report.Recovered, found.Id, since);
        calls.Call(found);
        return report;
    }

    /// <inheritdoc/>
    public async Task<ResendAnswer> ResendAsync(string destination, ResendRange range, CancellationToken cancellationToken)
    {
        if (!destinations.TryFind(destination, out var found))
        {
            return new ResendAnswer(ResendOutcome.Unknown);
        }

        if (!found.IsEnabled)
        {
            return new ResendAnswer(ResendOutcome.Disabled);
        }

        var report = await resending.ResendAsync(found, range, IDeliveryCare.Most, cancellationToken);
        LogResent(logger, report.Resent, found.Id, range.From, range.To);
        calls.Call(found);
        return new ResendAnswer(ResendOutcome.Done, report);
    }

    /// <inheritdoc/>
    public async Task<TestAnswer> TestAsync(string destination, CancellationToken cancellationToken)
    {
        if (!destinations.TryFind(destination, out var found))
        {
            return new TestAnswer(TestOutcome.Unknown);
        }

        if (!found.IsEnabled)
        {
            return new TestAnswer(TestOutcome.Disabled);
        }

        var id = $"{OwnEventTypes.DestinationTest}:{found.Id}:{Guid.NewGuid():n}";
        var outcome = await own.PublishAsync(OwnEventTypes.DestinationTest, OwnEventTypes.StreamOf(found.Id), id, DataOf(found), cancellationToken);
        return outcome is AppendOutcome.Appended or AppendOutcome.Duplicate ? new TestAnswer(TestOutcome.Done, id) : new TestAnswer(TestOutcome.Unavailable);
    }

    private static byte[] DataOf(Destination destination)
    {
        using var data = new MemoryStream();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("destination", destination.Id);
            json.WriteString("url", destination.Url.GetLeftPart(UriPartial.Path));
            json.WriteEndObject();
        }

        return data.ToArray();
    }

    [LoggerMessage(7060, LogLevel.Information, "Somebody {What} the delivery {Delivery}")]
    private static partial void LogCared(ILogger logger, string what, string delivery);

    [LoggerMessage(7061, LogLevel.Information, "Somebody brought back {Deliveries} deliveries to {Destination} that were given up on since {Since}")]
    private static partial void LogRecovered(ILogger logger, int deliveries, string destination, DateTimeOffset since);

    [LoggerMessage(7062, LogLevel.Information, "Somebody sends {Deliveries} events to {Destination} again, of those that left from {From} to {To}")]
    private static partial void LogResent(ILogger logger, int deliveries, string destination, DateTimeOffset from, DateTimeOffset to);
}
