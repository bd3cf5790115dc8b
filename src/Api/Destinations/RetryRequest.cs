using System.Text.Json;
using Signalbox.Operations;

namespace Signalbox.Destinations;

/// <summary>
/// Reads when a failed delivery is tried again: a list of waits, or <c>{"exponential": {"first": "00:00:05", "factor": 3, "longest": "10:00:00", "attempts": 10}}</c>,
/// which is turned into that list.
/// </summary>
internal static class RetryRequest
{
    /// <summary>The most waits, one less than attempts.</summary>
    internal const int MostWaits = 30;

    private const double LargestFactor = 10;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>The waits.</summary>
    /// <param name="retry">What was asked for; null: the usual schedule.</param>
    /// <param name="faults">Is told what is wrong with it; the waits are none then.</param>
    internal static IReadOnlyList<TimeSpan> Read(JsonElement retry, FieldFaults faults) => retry.ValueKind switch
    {
        JsonValueKind.Null => DestinationForm.UsualWaits,
        JsonValueKind.Array => OfList(retry, faults),
        JsonValueKind.Object when retry.GetPropertyCount() == 1 && retry.TryGetProperty("exponential", out var exponential) && exponential.ValueKind is JsonValueKind.Object => OfExponential(exponential, faults),
        _ => None("retry", faults, "must be a list of waits such as [\"00:00:05\", \"00:05:00\"], or {\"exponential\": {\"first\", \"factor\", \"longest\", \"attempts\"}}."),
    };

    private static IReadOnlyList<TimeSpan> OfList(JsonElement list, FieldFaults faults)
    {
        var waits = new List<TimeSpan>();
        foreach (var item in list.EnumerateArray())
        {
            if (!Durations.TryRead(item, out var wait) || !IsWait(wait))
            {
                return None($"retry/{waits.Count}", faults, "must be a time from 00:00:01 to 1.00:00:00, in whole seconds.");
            }

            waits.Add(wait);
        }

        return waits.Count <= MostWaits ? waits : None("retry", faults, $"must be at most {MostWaits} waits.");
    }

    private static IReadOnlyList<TimeSpan> OfExponential(JsonElement exponential, FieldFaults faults)
    {
        var (first, longest, factor, attempts) = (TimeSpan.Zero, LongestWait, 2.0, 0);
        foreach (var member in exponential.EnumerateObject())
        {
            var isRight = member.Name switch
            {
                "first" => Durations.TryRead(member.Value, out first) && IsWait(first),
                "longest" => Durations.TryRead(member.Value, out longest) && IsWait(longest),
                "factor" => member.Value.ValueKind is JsonValueKind.Number && member.Value.TryGetDouble(out factor) && factor is >= 1 and <= LargestFactor,
                "attempts" => member.Value.ValueKind is JsonValueKind.Number && member.Value.TryGetInt32(out attempts) && attempts is >= 1 and <= MostWaits + 1,
                _ => false,
            };
            if (!isRight)
            {
                return None($"retry.exponential.{member.Name}", faults, $"must be one of first and longest (times from 00:00:01 to 1.00:00:00), factor (1 to {LargestFactor}, usually 2) and attempts (1 to {MostWaits + 1}).");
            }
        }

        if (first == TimeSpan.Zero || attempts == 0)
        {
            return None("retry.exponential", faults, "needs first and attempts.");
        }

        return
        [
            .. Enumerable.Range(0, attempts - 1)
                .Select(i => Math.Min(first.TotalSeconds * Math.Pow(factor, i), longest.TotalSeconds))
                .Select(static seconds => TimeSpan.FromSeconds(Math.Round(seconds))),
        ];
    }

    private static bool IsWait(TimeSpan wait) => wait >= ShortestWait && wait <= LongestWait;

    private static List<TimeSpan> None(string field, FieldFaults faults, string fault)
    {
        faults.Require(field, false, fault);
        return [];
    }
}
