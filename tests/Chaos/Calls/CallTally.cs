using System.Text.Json;

namespace Signalbox.Tests.Chaos.Calls;

/// <summary>What came of the calls of one process, or of several together.</summary>
/// <param name="Outcomes">How many ended so.</param>
/// <param name="FailedFastMs">How long each call took that the circuit did not let through.</param>
/// <param name="InteractiveWaitsMs">How long each interactive attempt waited for its permit.</param>
/// <param name="BulkWaitsMs">How long each bulk attempt waited for its permit.</param>
internal sealed record CallTally(
    IReadOnlyDictionary<string, int> Outcomes, IReadOnlyList<double> FailedFastMs, IReadOnlyList<double> InteractiveWaitsMs, IReadOnlyList<double> BulkWaitsMs)
{
    internal int Succeeded => Of("Succeeded");

    internal int CircuitOpen => Of("CircuitOpen");

    /// <summary>The outcomes for people.</summary>
    internal string Text => string.Join(", ", Outcomes.OrderBy(static o => o.Key, StringComparer.Ordinal).Select(static o => $"{o.Key} {o.Value}"));

    internal static CallTally Read(JsonElement report) => new(
        report.GetProperty(nameof(Outcomes)).EnumerateObject().ToDictionary(static o => o.Name, static o => o.Value.GetInt32()),
        Numbers(report, nameof(FailedFastMs)), Numbers(report, nameof(InteractiveWaitsMs)), Numbers(report, nameof(BulkWaitsMs)));

    internal static CallTally Sum(IReadOnlyCollection<CallTally> all) => new(
        all.SelectMany(static t => t.Outcomes).GroupBy(static o => o.Key).ToDictionary(static g => g.Key, static g => g.Sum(static o => o.Value)),
        [.. all.SelectMany(static t => t.FailedFastMs)], [.. all.SelectMany(static t => t.InteractiveWaitsMs)], [.. all.SelectMany(static t => t.BulkWaitsMs)]);

    /// <summary>The value that this part of them does not exceed; NaN of none.</summary>
    internal static double Quantile(IReadOnlyList<double> values, double part) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt(Math.Min(values.Count - 1, (int)Math.Ceiling(part * values.Count) - 1));

    private int Of(string outcome) => Outcomes.GetValueOrDefault(outcome);

    private static List<double> Numbers(JsonElement report, string name) => [.. report.GetProperty(name).EnumerateArray().Select(static n => n.GetDouble())];
}
