using System.Text.Json.Serialization;
using Signalbox.Destinations;
using Signalbox.Http;
using Signalbox.Operations;

namespace Signalbox.Deliveries;

/// <summary>What is brought back.</summary>
internal sealed record RecoverRequest
{
    /// <summary>From when on it was last tried, ISO 8601.</summary>
    public string? Since { get; init; }

    internal DateTimeOffset? SinceTime => Moment.TryParse(Since, out var time) ? time : null;

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(RecoverRequest request, FieldFaults faults) =>
        faults.Require("since", request.SinceTime is not null, "is required: a time in ISO 8601, such as 2026-01-31T12:00:00Z.");
}

/// <summary>What is sent again.</summary>
internal sealed record ResendRequest
{
    private const string List = "resend";

    /// <summary>From when on it left, ISO 8601.</summary>
    public string? From { get; init; }

    /// <summary>Until when, ISO 8601.</summary>
    public string? To { get; init; }

    /// <summary>Patterns of types; left out: all.</summary>
    public IReadOnlyList<string?>? Types { get; init; }

    /// <summary>Where to go on: next_cursor of the answer before, with the same range.</summary>
    public string? Cursor { get; init; }

    /// <summary>The range. For requests without faults.</summary>
    internal ResendRange Range => new(Time(From)!.Value, Time(To)!.Value, [.. (Types ?? []).Select(static t => t!)], After(Cursor));

    /// <summary>The cursor behind a number.</summary>
    internal static string CursorAt(long after) => PageCursor.Encode(List, $"{after}");

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(ResendRequest request, FieldFaults faults) => faults
        .Require("from", Time(request.From) is not null, "is required: a time in ISO 8601, such as 2026-01-31T12:00:00Z.")
        .Require("to", Time(request.To) is not null, "is required: a time in ISO 8601, such as 2026-01-31T12:00:00Z.")
        .Require("to", Time(request.From) is not { } from || Time(request.To) is not { } to || from < to, "must be later than from.")
        .Require(
            "types",
            request.Types is null || (request.Types.Count <= TypePatterns.MostPatterns && request.Types.All(TypePatterns.IsValid)),
            $"must be at most {TypePatterns.MostPatterns} event types or patterns such as invoice.*, each of at most {TypePatterns.MaxLength} characters, without white space.")
        .Require("cursor", request.Cursor is null || After(request.Cursor) is not null, "is not a next_cursor of an answer of this request.");

    private static DateTimeOffset? Time(string? text) => Moment.TryParse(text, out var time) ? time : null;

    private static long? After(string? cursor) =>
        cursor is not null && PageCursor.TryDecode(cursor, List, 1, out var values) && long.TryParse(values[0], out var after) && after >= 0 ? after : null;
}

/// <summary>Events that are sent again.</summary>
/// <param name="Resent">How many deliveries were made.</param>
/// <param name="Looked">How many events were looked at: those that left in the time asked for.</param>
/// <param name="More">Whether there are more.</param>
/// <param name="NextCursor">What to send as cursor to go on; null if there is no more.</param>
internal sealed record ResentView(int Resent, int Looked, bool More, string? NextCursor);

/// <summary>A test that is on its way.</summary>
/// <param name="Destination">The destination's id.</param>
/// <param name="Event">The event's id: GET /v1/deliveries?event=… shows what becomes of it.</param>
internal sealed record TestView(string Destination, string Event);

/// <summary>Reads requests about deliveries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(RecoverRequest))]
[JsonSerializable(typeof(ResendRequest))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
