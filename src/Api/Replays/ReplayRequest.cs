using System.Text.Json.Serialization;
using Signalbox.Http;
using Signalbox.Operations;
using Signalbox.Streams;

namespace Signalbox.Replays;

/// <summary>What a replay is asked for with. At least one of the filters, so that nobody replays everything by a slip.</summary>
internal sealed record ReplayRequest
{
    private const int MaxKeyLength = 600;
    private const int MaxTextLength = 255;

    /// <summary>The provider's id of the one event.</summary>
    public string? Event { get; init; }

    /// <summary>The key of the stream.</summary>
    public string? Stream { get; init; }

    /// <summary>The account; of an event: which, if several have such an event.</summary>
    public string? Account { get; init; }

    /// <summary>The type, or the beginning of types and a *.</summary>
    public string? Type { get; init; }

    /// <summary><c>applied</c> or <c>dead_letter</c>; left out: both.</summary>
    public string? Status { get; init; }

    /// <summary>From when on, ISO 8601.</summary>
    public string? From { get; init; }

    /// <summary>Until when, ISO 8601; left out: now.</summary>
    public string? To { get; init; }

    /// <summary>Whether what the events cause outside may leave once more.</summary>
    public bool Effects { get; init; }

    internal DateTimeOffset? FromTime => Moment.TryParse(From, out var time) ? time : null;

    internal DateTimeOffset? ToTime => Moment.TryParse(To, out var time) ? time : null;

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(ReplayRequest request, FieldFaults faults) => faults
        .Require("body", new[] { request.Event, request.Stream, request.Account, request.Type, request.Status, request.From, request.To }.Any(static f => f is not null), "must name at least one of event, stream, account, type, status, from and to.")
        .Require("event", request.Event is null or { Length: > 0 and <= MaxTextLength }, $"must be an event's id: 1 to {MaxTextLength} characters.")
        .Require("event", request.Event is null || (request.Stream ?? request.Type ?? request.Status ?? request.From ?? request.To) is null, "goes with account and effects only: it is one event.")
        .Require("stream", request.Stream is null || (request.Stream.Length <= MaxKeyLength && StreamKey.TryParse(request.Stream, out _)), "must be a stream's key: account/kind/id.")
        .Require("account", request.Account is null || request.Stream is null, "is said by the stream's key.")
        .Require("account", request.Account is null or { Length: > 0 and <= MaxTextLength }, "must be an account's name.")
        .Require("type", request.Type is null or { Length: > 0 and <= MaxTextLength }, "must be a type, or the beginning of types and a *.")
        .Require("status", request.Status is null or "applied" or "dead_letter", "must be applied or dead_letter.")
        .Require("from", request.From is null || request.FromTime is not null, "must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.")
        .Require("to", request.To is null || request.ToTime is not null, "must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.")
        .Require("to", request.FromTime is not { } from || request.ToTime is not { } to || from < to, "must be later than from.");
}

/// <summary>Reads requests for replays.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ReplayRequest))]
internal sealed partial class ReplayJson : JsonSerializerContext;
