using Orleans.Concurrency;

namespace Signalbox.Deliveries;

/// <summary>
/// Delivers to one destination, in order. The grain's key is the destination's id. Nothing depends on a call arriving, or on there being one activation:
/// who delivers is decided by a lease in the database, and what waits is rows.
/// </summary>
[Alias("signalbox.destination.v1")]
public interface IDestinationGrain : IGrainWithStringKey
{
    /// <summary>Makes the grain look for deliveries: some were made, or are due. Returns without waiting for them.</summary>
    // Interleaves: it only notes that there is something to look for, or becomes the one that looks.
    [OneWay, AlwaysInterleave, Alias("Wake")]
    Task WakeAsync();

    /// <summary>How this process's activation stands.</summary>
    [AlwaysInterleave, Alias("GetStatus")]
    Task<DestinationStatus> GetStatusAsync();
}

/// <summary>How an activation of a destination's grain stands.</summary>
/// <param name="IsOwner">Whether it holds the lease, so that it delivers.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Waiting">Deliveries in its memory that are not under way; there may be more in the database.</param>
/// <param name="PausedFor">How long nothing is sent, because the circuit is open or the receiver asked for rest; zero if it is not paused.</param>
[GenerateSerializer, Immutable, Alias("signalbox.destination-status.v1")]
public sealed record DestinationStatus([property: Id(0)] bool IsOwner, [property: Id(1)] int InFlight, [property: Id(2)] int Waiting, [property: Id(3)] TimeSpan PausedFor);
