using System.Text.Json.Serialization;
using Signalbox.Operations;

namespace Signalbox.Backfills;

/// <summary>What a backfill is asked for with.</summary>
internal sealed record BackfillRequest
{
    /// <summary>The account; may be left out if there is only one that can be backfilled.</summary>
    public string? Account { get; init; }

    /// <summary>The kinds of objects; left out: all.</summary>
    public IReadOnlyList<string>? Objects { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(BackfillRequest request, FieldFaults faults) => faults.Require(
        "objects",
        request.Objects is null || (request.Objects.Count > 0 && request.Objects.All(BackfillKinds.All.Contains)),
        $"must be some of {string.Join(", ", BackfillKinds.All)}.");
}

/// <summary>Reads requests for backfills.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BackfillRequest))]
internal sealed partial class BackfillJson : JsonSerializerContext;
