using Orleans;
using Signalbox.Destinations;
using Signalbox.Streams;

namespace Signalbox.Deliveries;

/// <summary>Tells the grains of destinations that there is something to deliver. What is lost on the way, <see cref="DeliveryScan"/> finds. Safe for any number of callers at once.</summary>
internal sealed partial class DeliveryWakes(IGrainFactory grains, IDestinations destinations, ILogger<DeliveryWakes> logger)
{
    /// <summary>These were committed.</summary>
    internal void Committed(IEnumerable<StreamCommit> commits)
    {
        HashSet<int>? numbers = null;
        foreach (var commit in commits)
        {
            foreach (var leaving in commit.Leaving)
            {
                foreach (var route in leaving.To)
                {
                    (numbers ??= []).Add(route.Destination);
                }
            }
        }

        foreach (var number in numbers ?? [])
        {
            if (destinations.TryFind(number, out var destination))
            {
                Wake(destination.Id);
            }
        }
    }

    /// <summary>There is something to deliver to this one.</summary>
    internal void Wake(string destination)
    {
        var call = grains.GetGrain<IDestinationGrain>(destination).WakeAsync();
        if (!call.IsCompletedSuccessfully)
        {
            _ = call.ContinueWith(
                failed => LogLost(logger, failed.Exception?.GetBaseException(), destination),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    [LoggerMessage(7153, LogLevel.Warning, "The grain of {Destination} could not be reached; the next look wakes it")]
    private static partial void LogLost(ILogger logger, Exception? exception, string destination);
}
