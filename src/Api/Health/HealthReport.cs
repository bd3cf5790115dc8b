using System.Text.Json.Serialization;

namespace Signalbox.Health;

/// <summary>How the process is.</summary>
/// <param name="Status"><c>ok</c>, or <c>unavailable</c>.</param>
/// <param name="Checks">What was looked at, by name: <c>ok</c>, or what is wrong. Null where nothing was.</param>
internal sealed record HealthReport(
    string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Checks);
