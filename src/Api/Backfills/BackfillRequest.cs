using System.Text.Json.Serialization;

namespace Signalbox.Backfills;

/// <summary>What a backfill is asked for with.</summary>
internal sealed record BackfillRequest
{
    /// <summary>The account; may be left out if there is only one that can be backfilled.</summary>
    public string? Account { get; init; }

    /// <summary>The kinds of objects; left out: all.</summary>
    public IReadOnlyList<string>? Objects { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static Dictionary<string, string> Check(BackfillRequest request)
    {
        var faults = new Dictionary<string, string>();
        if (request.Objects is { } objects && (objects.Count == 0 || objects.Any(static kind => !BackfillKinds.All.Contains(kind))))
        {
            faults["objects"] = $"Must be some of {string.Join(", ", BackfillKinds.All)}.";
        }

        return faults;
    }
}

/// <summary>Reads requests for backfills.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BackfillRequest))]
internal sealed partial class BackfillJson : JsonSerializerContext;
