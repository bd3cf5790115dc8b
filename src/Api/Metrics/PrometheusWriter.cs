using System.Globalization;
using System.Text;

namespace Signalbox.Metrics;

/// <summary>Writes Prometheus' text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusWriter
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    internal void Clear() => _text.Clear();

    internal byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>Begins a family; its samples follow at once.</summary>
    /// <param name="name">The family's name.</param>
    /// <param name="type">counter, gauge or histogram.</param>
    /// <param name="help">What it counts; may be empty.</param>
    internal void Family(string name, string type, string help)
    {
        if (help.Length > 0)
        {
            _text.Append("# HELP ").Append(name).Append(' ');
            Escape(help, isLabel: false);
            _text.Append('\n');
        }

        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    internal void Sample(string name, IReadOnlyList<KeyValuePair<string, string>> labels, double value)
    {
        Begin(name, labels, le: null);
        Number(value);
        _text.Append('\n');
    }

    internal void Sample(string name, IReadOnlyList<KeyValuePair<string, string>> labels, long value)
    {
        Begin(name, labels, le: null);
        _text.Append(value).Append('\n');
    }

    /// <param name="name">The family's name.</param>
    /// <param name="labels">The series' labels.</param>
    /// <param name="buckets">Upper bound and count of each bucket, not accumulated, in rising order; the last bound is infinite.</param>
    /// <param name="sum">Of all values.</param>
    internal void Histogram(
        string name, IReadOnlyList<KeyValuePair<string, string>> labels, IEnumerable<(double UpperBound, long Count)> buckets, double sum)
    {
        var count = 0L;
        foreach (var (bound, inBucket) in buckets)
        {
            count += inBucket;
            Begin($"{name}_bucket", labels, bound);
            _text.Append(count).Append('\n');
        }

        Sample($"{name}_sum", labels, sum);
        Sample($"{name}_count", labels, count);
    }

    private void Begin(string name, IReadOnlyList<KeyValuePair<string, string>> labels, double? le)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var (label, value) in labels)
        {
            _text.Append(separator).Append(label).Append("=\"");
            Escape(value, isLabel: true);
            _text.Append('"');
            separator = ',';
        }

        if (le is { } bound)
        {
            _text.Append(separator).Append("le=\"");
            Number(bound);
            _text.Append('"');
            separator = ',';
        }

        if (separator == ',')
        {
            _text.Append('}');
        }

        _text.Append(' ');
    }

    private void Number(double value) => _text.Append(value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    });

    private void Escape(string text, bool isLabel)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '\\':
                    _text.Append(@"\\");
                    break;
                case '\n':
                    _text.Append(@"\n");
                    break;
                case '"' when isLabel:
                    _text.Append("\\\"");
                    break;
                default:
                    _text.Append(c);
                    break;
            }
        }
    }
}
