using System.Text;
using Signalbox.Metrics;

namespace Signalbox.Tests.Unit.Metrics;

/// <summary>The text format 0.0.4, letter by letter.</summary>
public sealed class PrometheusWriterTests
{
    private readonly PrometheusWriter _writer = new();

    [Fact]
    public void Sample_LabelsAndHelp_AreEscaped()
    {
        _writer.Family("requests_total", "counter", "Says \"hi\",\nor \\.");
        _writer.Sample("requests_total", [new("path", "a\"b\\c\nd"), new("code", "200")], 7L);

        Assert.Equal(
            """
            # HELP requests_total Says "hi",\nor \\.
            # TYPE requests_total counter
            requests_total{path="a\"b\\c\nd",code="200"} 7

            """,
            Text());
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e21, "1E+21")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Sample_Double_IsWrittenAsPrometheusReadsIt(double value, string expected)
    {
        _writer.Sample("x", [], value);

        Assert.Equal($"x {expected}\n", Text());
    }

    [Fact]
    public void Histogram_Buckets_AreAccumulated()
    {
        _writer.Family("lag_seconds", "histogram", "");
        _writer.Histogram("lag_seconds", [new("source", "stripe")], [(0.5, 2), (1, 0), (double.PositiveInfinity, 3)], 4.25);

        Assert.Equal(
            """
            # TYPE lag_seconds histogram
            lag_seconds_bucket{source="stripe",le="0.5"} 2
            lag_seconds_bucket{source="stripe",le="1"} 2
            lag_seconds_bucket{source="stripe",le="+Inf"} 5
            lag_seconds_sum{source="stripe"} 4.25
            lag_seconds_count{source="stripe"} 5

            """,
            Text());
    }

    private string Text() => Encoding.UTF8.GetString(_writer.ToUtf8());
}
