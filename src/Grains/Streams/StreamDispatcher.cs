using Microsoft.Extensions.Logging;
using Signalbox.Customers;
using Signalbox.Journal;
using Signalbox.Providers;
using Signalbox.Subscriptions;

namespace Signalbox.Streams;

/// <inheritdoc/>
internal sealed partial class StreamDispatcher(IGrainFactory grains, ILogger<StreamDispatcher> logger) : IStreamDispatcher
{
    /// <inheritdoc/>
    public void Offer(string stream, IReadOnlyList<JournalEntry> entries) => Observe(stream, StreamGrains.Get(grains, stream).OfferAsync(entries));

    /// <inheritdoc/>
    public void Wake(string stream) => Observe(stream, StreamGrains.Get(grains, stream).WakeAsync());

    private void Observe(string stream, Task call)
    {
        if (!call.IsCompletedSuccessfully)
        {
            _ = call.ContinueWith(
                failed => LogLost(logger, failed.Exception?.GetBaseException(), stream),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "The grain of {Stream} could not be reached; the recovery scan will wake it")]
    private static partial void LogLost(ILogger logger, Exception? exception, string stream);
}

/// <summary>Which grain a stream belongs to.</summary>
public static class StreamGrains
{
    /// <summary>The grain of a stream, by the kind in its key; a kind without a grain of its own belongs to the provider's endpoint.</summary>
    public static IStreamGrain Get(IGrainFactory grains, string stream)
    {
        var kind = stream.AsSpan(stream.IndexOf('/', StringComparison.Ordinal) + 1);
        return kind[..kind.IndexOf('/')] switch
        {
            StreamKinds.Customer => grains.GetGrain<ICustomerGrain>(stream),
            StreamKinds.Subscription => grains.GetGrain<ISubscriptionGrain>(stream),
            _ => grains.GetGrain<IProviderEndpointGrain>(stream),
        };
    }
}
