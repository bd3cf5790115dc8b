using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Signalbox.Destinations;
using Signalbox.Journal;
using Signalbox.Publishing;
using Signalbox.Streams;

namespace Signalbox.Deliveries;

/// <summary>Which destinations want the events that are applied.</summary>
internal static class LeavingEvents
{
    /// <summary>The key of deliveries of which each waits for the one before it, whatever its stream.</summary>
    internal const long WholeDestination = 0;

    /// <summary>The events with their destinations, in the same order.</summary>
    internal static IReadOnlyList<LeavingEvent> Of(IReadOnlyList<JournalEntry> entries, StreamKey stream, IDestinations destinations)
    {
        var tenant = PublishedStreams.TenantOf(stream);
        var concerned = destinations.For(tenant);

        // A test of a tenant's destination concerns no tenant.
        var tested = OwnEventTypes.DestinationOf(stream) is { } id && destinations.TryFind(id, out var one) && one is { IsEnabled: true, Tenant: not null } ? one : null;
        var key = concerned.Count == 0 && tested is null ? 0 : KeyOf(stream.ToString());
        var leaving = new LeavingEvent[entries.Count];
        for (var i = 0; i < leaving.Length; i++)
        {
            leaving[i] = new LeavingEvent(entries[i].Position, RoutesOf(entries[i], tenant, key, concerned, tested));
        }

        return leaving;
    }

    /// <summary>What keeps the order of a stream's deliveries, the same in every process and version. Two streams of one key wait for each other, which does them no harm.</summary>
    internal static long KeyOf(string stream)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(stream), digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest) is not WholeDestination and var key ? key : 1;
    }

    private static IReadOnlyList<DeliveryRoute> RoutesOf(JournalEntry entry, string? tenant, long key, IReadOnlyList<Destination> concerned, Destination? tested)
    {
        List<DeliveryRoute>? routes = null;
        for (var i = 0; i < concerned.Count; i++)
        {
            if (concerned[i] != tested && concerned[i].Match.Wants(entry, tenant))
            {
                (routes ??= []).Add(RouteTo(concerned[i], key));
            }
        }

        if (tested is not null && tested.Match.Wants(entry, tenant))
        {
            (routes ??= []).Add(RouteTo(tested, key));
        }

        return routes ?? (IReadOnlyList<DeliveryRoute>)[];
    }

    /// <summary>The way of an event to a destination.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="key">What keeps the order of its stream.</param>
    internal static DeliveryRoute RouteTo(Destination destination, long key) => new(destination.Number, destination.Order switch
    {
        DeliveryOrder.Entity => key,
        DeliveryOrder.Destination => WholeDestination,
        _ => null,
    });
}
