using Signalbox.Streams;

namespace Signalbox.Publishing;

/// <summary>What Signalbox tells of itself: events of the account <see cref="PublishedStreams.Signalbox"/>, each about a destination, in that destination's stream.</summary>
public static class OwnEventTypes
{
    /// <summary>A destination's deliveries have been failing for a while.</summary>
    public const string DestinationFailing = "destination.failing";

    /// <summary>They succeed again.</summary>
    public const string DestinationRecovered = "destination.recovered";

    /// <summary>A destination was disabled because it was gone, or failing for too long.</summary>
    public const string DestinationDisabled = "destination.disabled";

    /// <summary>A delivery was given up on after its last attempt.</summary>
    public const string DeliveryExhausted = "delivery.exhausted";

    /// <summary>Somebody tries a destination out: goes to that destination, whatever its filters, and to no other.</summary>
    public const string DestinationTest = "destination.test";

    private const string Destinations = "destinations/";

    /// <summary>Every one.</summary>
    public static IReadOnlyList<string> All { get; } = [DeliveryExhausted, DestinationDisabled, DestinationFailing, DestinationRecovered, DestinationTest];

    /// <summary>The stream of what is told of a destination, as a publisher names it.</summary>
    public static string StreamOf(string destination) => Destinations + destination;

    /// <summary>The destination that a stream tells of; <see langword="null"/> for any other stream.</summary>
    public static string? DestinationOf(StreamKey stream)
    {
        const string Prefix = $"-/{Destinations}";
        return stream.Account == PublishedStreams.Signalbox && stream.Id.StartsWith(Prefix, StringComparison.Ordinal) ? stream.Id[Prefix.Length..] : null;
    }
}
