using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Signalbox.Metrics;

/// <summary>Turns what OpenTelemetry has collected into Prometheus' text. Called by one collection at a time.</summary>
internal sealed class PrometheusExporter : BaseExporter<Metric>
{
    private readonly PrometheusWriter _writer = new();

    /// <summary>The text of the latest collection.</summary>
    internal byte[] Latest { get; private set; } = [];

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var families = new SortedDictionary<string, List<Metric>>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            var name = PrometheusNames.Family(metric.Name, metric.Unit, IsCounter(metric));
            if (!families.TryGetValue(name, out var members))
            {
                families.Add(name, members = []);
            }

            members.Add(metric);
        }

        _writer.Clear();
        foreach (var (name, metrics) in families)
        {
            // A family has one type; an instrument that disagrees with the first of its name is left out rather than spoiling the whole text.
            var type = Type(metrics[0]);
            _writer.Family(name, type, metrics[0].Description);
            foreach (var metric in metrics.Where(m => Type(m) == type))
            {
                Write(name, metric);
            }
        }

        Latest = _writer.ToUtf8();
        return ExportResult.Success;
    }

    private void Write(string name, Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point);
            switch (metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    _writer.Sample(name, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    _writer.Sample(name, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    _writer.Sample(name, labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    _writer.Sample(name, labels, point.GetGaugeLastValueDouble());
                    break;
                case MetricType.Histogram:
                    var buckets = new List<(double, long)>();
                    foreach (var bucket in point.GetHistogramBuckets())
                    {
                        buckets.Add((bucket.ExplicitBound, bucket.BucketCount));
                    }

                    _writer.Histogram(name, labels, buckets, point.GetHistogramSum());
                    break;
                default:
                    break;
            }
        }
    }

    private static List<KeyValuePair<string, string>> Labels(in MetricPoint point)
    {
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in point.Tags)
        {
            labels.Add(new(PrometheusNames.Sanitize(key), Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty));
        }

        return labels;
    }

    private static bool IsCounter(Metric metric) => metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;

    private static string Type(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };
}
