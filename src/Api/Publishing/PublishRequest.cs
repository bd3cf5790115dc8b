using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Http;
using Signalbox.Operations;

namespace Signalbox.Publishing;

/// <summary>An event that the product publishes.</summary>
internal record PublishedEventRequest
{
    private const int MaxTypeLength = 255;
    private const int MaxStreamLength = 255;

    /// <summary>What decides what a duplicate is, for as long as ids are kept.</summary>
    public string? Id { get; init; }

    /// <summary>Its type.</summary>
    public string? Type { get; init; }

    /// <summary>What keeps its order: the events of a stream are delivered one after the other. Left out: its id, so that nothing waits for it, nor it for anything.</summary>
    public string? Stream { get; init; }

    /// <summary>Whose it is; left out: no tenant's.</summary>
    public string? Tenant { get; init; }

    /// <summary>What there is to tell.</summary>
    public JsonElement Data { get; init; }

    /// <summary>When it happened; left out: now.</summary>
    public string? OccurredAt { get; init; }

    /// <summary>Whether a text can be the type of an event.</summary>
    internal static bool IsType(string? type) =>
        type is { Length: > 0 and <= MaxTypeLength } && type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/');

    /// <summary>What is wrong with it, by field.</summary>
    /// <param name="faults">Where to say it.</param>
    /// <param name="at">What stands before the names of its fields.</param>
    internal void Check(FieldFaults faults, string at)
    {
        if (Id is not null)
        {
            faults.Require($"{at}id", FieldFaults.IsId(Id), "must be 1 to 255 visible ASCII characters without / ? # \\ and \".");
        }

        faults.Require($"{at}type", IsType(Type), $"is required: 1 to {MaxTypeLength} letters, digits and . _ - /.");
        faults.Require(
            $"{at}stream",
            Stream is null || (Stream.Length is > 0 and <= MaxStreamLength && Stream.All(static c => c is > ' ' and <= '~')),
            $"must be 1 to {MaxStreamLength} visible ASCII characters.");
        faults.Require(
            $"{at}tenant",
            Tenant is null || PublishedStreams.IsTenant(Tenant),
            $"must be 1 to {PublishedStreams.MaxTenantLength} visible ASCII characters without / ? # \\ and \", and not - or *.");
        faults.Require($"{at}data", Data.ValueKind is not JsonValueKind.Undefined, "is required: any JSON value.");
        faults.Require($"{at}occurred_at", OccurredAt is null || Moment.TryParse(OccurredAt, out _), "must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.");
    }
}

/// <summary>One event, or up to 500.</summary>
internal sealed record PublishRequest : PublishedEventRequest
{
    /// <summary>The most events of a batch.</summary>
    internal const int MostEvents = 500;

    /// <summary>The events of a batch; nothing else is named then.</summary>
    public IReadOnlyList<PublishedEventRequest?>? Events { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(PublishRequest request, FieldFaults faults)
    {
        if (request.Events is not { } events)
        {
            request.Check(faults, string.Empty);
            return;
        }

        faults.Require("events", events.Count is > 0 and <= MostEvents, $"must be 1 to {MostEvents}.");
        faults.Require(
            "events",
            request is { Id: null, Type: null, Stream: null, Tenant: null, OccurredAt: null, Data.ValueKind: JsonValueKind.Undefined },
            "must be the only field, or left out for a single event.");
        foreach (var (i, item) in events.Index().Take(MostEvents))
        {
            faults.Require($"events/{i}", item is not null, "must be an event.");
            item?.Check(faults, FieldOf(i));
            faults.Require($"{FieldOf(i)}id", item is null or { Id: not null }, "is required in a batch: if it has to be sent again, it says which events are there already.");
        }
    }

    /// <summary>What stands before the names of an event's fields.</summary>
    internal static string FieldOf(int index) => $"events/{index}.";
}

/// <summary>Reads requests to publish, and about types.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(EventTypeRequest))]
internal sealed partial class PublishJson : JsonSerializerContext;
