using System.Globalization;

namespace Signalbox.Bench.Load.Measuring;

/// <summary>A histogram read from Prometheus' text: how many values are at most so large, by upper bound.</summary>
internal sealed class PrometheusHistogram
{
    private readonly SortedDictionary<double, double> _atMost = [];

    /// <summary>Reads a metric, adding up whatever labels it has besides <c>le</c>.</summary>
    internal static PrometheusHistogram? Read(string? text, string metric)
    {
        var histogram = new PrometheusHistogram();
        var prefix = $"{metric}_bucket{{";
        foreach (var line in (text ?? string.Empty).Split('\n').Where(l => l.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var bound = Between(line, "le=\"", "\"");
            var key = bound is "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
            var value = line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0];
            histogram._atMost[key] = histogram._atMost.GetValueOrDefault(key) + double.Parse(value, CultureInfo.InvariantCulture);
        }

        return histogram._atMost.Count == 0 ? null : histogram;
    }

    /// <summary>The percentile of what was counted since an earlier reading, by straight lines within a bucket.</summary>
    /// <param name="earlier">The earlier reading; <see langword="null"/> if there was none yet.</param>
    /// <param name="share">From 0 to 1.</param>
    internal double PercentileSince(PrometheusHistogram? earlier, double share)
    {
        var wanted = share * Since(earlier, double.PositiveInfinity);
        var (lower, below) = (0.0, 0.0);
        foreach (var bound in _atMost.Keys)
        {
            var atMost = Since(earlier, bound);
            if (atMost >= wanted && atMost > below)
            {
                return double.IsPositiveInfinity(bound) ? lower : lower + ((bound - lower) * (wanted - below) / (atMost - below));
            }

            (lower, below) = (bound, atMost);
        }

        return double.NaN;
    }

    private double Since(PrometheusHistogram? earlier, double bound) => _atMost[bound] - (earlier?._atMost.GetValueOrDefault(bound) ?? 0);

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
