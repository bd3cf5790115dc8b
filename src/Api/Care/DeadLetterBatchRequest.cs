using System.Text.Json.Serialization;
using Signalbox.Operations;
using Signalbox.Streams;

namespace Signalbox.Care;

/// <summary>Which dead letters are meant: some by their numbers, or those that pass a filter.</summary>
internal sealed record DeadLetterBatchRequest
{
    /// <summary>Their numbers.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Of this account.</summary>
    public string? Account { get; init; }

    /// <summary>Of this stream.</summary>
    public string? Stream { get; init; }

    /// <summary>Of this type, or whose type begins with what stands before a final *.</summary>
    public string? Type { get; init; }

    /// <summary>Behind this number: the <c>last</c> of the call before, so that those which failed are not in the way of the others.</summary>
    public long? After { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(DeadLetterBatchRequest request, FieldFaults faults) => faults
        .Require("body", request.Ids is not null || (request.Account ?? request.Stream ?? request.Type) is not null, "must name at least one of ids, account, stream and type.")
        .Require("ids", request.Ids is null or { Count: > 0 and <= DeadLetterBatches.Most }, $"must be 1 to {DeadLetterBatches.Most} numbers.")
        .Require("ids", request.Ids is null || (request.Account ?? request.Stream ?? request.Type) is null, "goes without account, stream and type.")
        .Require("after", request.After is null || request.Ids is null, "goes without ids.")
        .Require("after", request.After is null or >= 0, "must be a dead letter's number.")
        .Require("stream", request.Stream is null || StreamKey.TryParse(request.Stream, out _), "must be a stream's key: account/kind/id.");
}

/// <summary>Reads requests about several dead letters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DeadLetterBatchRequest))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
