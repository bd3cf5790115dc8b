using System.Text.Json;
using Signalbox.Http;
using Signalbox.Operations;

namespace Signalbox.Publishing;

/// <summary>A type of events.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Description">What it tells, for people.</param>
/// <param name="ManagedBy">api, or signalbox for what Signalbox tells of itself.</param>
/// <param name="Validate">Whether what does not fit the schema is refused when it is published.</param>
/// <param name="Schema">JSON Schema of the data.</param>
/// <param name="ChangedAt">When it was last defined; null for Signalbox's own.</param>
internal sealed record EventTypeView(string Type, string Description, string ManagedBy, bool Validate, JsonRawValue Schema, DateTime? ChangedAt)
{
    internal const string FromApi = "api";
    internal const string FromSignalbox = "signalbox";

    /// <summary>The most types that can be defined.</summary>
    internal const int MostTypes = 1_000;
}

/// <summary>What a type is defined with.</summary>
internal sealed record EventTypeRequest
{
    private const int MaxDescriptionLength = 500;

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>JSON Schema of the data; left out: anything.</summary>
    public JsonElement Schema { get; init; }

    /// <summary>Whether what does not fit is refused. Default false.</summary>
    public bool Validate { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(EventTypeRequest request, FieldFaults faults)
    {
        faults.Require("description", request.Description is null || (request.Description.Length <= MaxDescriptionLength && !request.Description.Any(char.IsControl)), $"must be at most {MaxDescriptionLength} characters, on one line.");
        if (request.Schema.ValueKind is not JsonValueKind.Undefined)
        {
            JsonSchema.Read(request.Schema, (pointer, fault) => faults.Require($"schema{pointer}", false, fault));
        }
    }
}
