using Orleans;
using Signalbox.Destinations;
using Signalbox.Postgres;
using Signalbox.Streams;

namespace Signalbox.Deliveries;

/// <summary>
/// Tells the grains of destinations that there is something to deliver: those of this process, and of other processes the one that has the lease. What is lost on the way, <see cref="DeliveryScan"/> finds. Safe for any number of
/// callers at once.
/// </summary>
internal sealed partial class DeliveryWakes(IGrainFactory grains, IDestinations destinations, HeldLeases leases, ProcessWakes others, ILogger<DeliveryWakes> logger)
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

        if (numbers is null)
        {
            return;
        }

        WakeAll(numbers);
        numbers.RemoveWhere(leases.Holds);
        if (numbers.Count > 0)
        {
            others.Send(ProcessWakes.Deliveries, numbers);
        }
    }

    /// <summary>Listens to the other processes.</summary>
    /// <returns>Ends it.</returns>
    internal IDisposable Listen()
    {
        // Of what they have committed only the owner hears: if there is none, one of them has just become it.
        var committed = others.Listen(ProcessWakes.Deliveries, numbers => WakeAll(numbers.Count == 0 ? leases.All : [.. numbers.Where(leases.Holds)]));
        var asked = others.Listen(ProcessWakes.AskedDeliveries, numbers => WakeAll(numbers.Count == 0 ? leases.All : numbers));
        return new Listening(committed, asked);
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

    private void WakeAll(IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            if (destinations.TryFind(number, out var destination))
            {
                Wake(destination.Id);
            }
        }
    }

    [LoggerMessage(7153, LogLevel.Warning, "The grain of {Destination} could not be reached; the next look wakes it")]
    private static partial void LogLost(ILogger logger, Exception? exception, string destination);

    private sealed class Listening(IDisposable committed, IDisposable asked) : IDisposable
    {
        public void Dispose()
        {
            committed.Dispose();
            asked.Dispose();
        }
    }
}
