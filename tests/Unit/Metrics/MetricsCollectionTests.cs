using System.Diagnostics.Metrics;
using System.Text;
using Signalbox.Metrics;

namespace Signalbox.Tests.Unit.Metrics;

/// <summary>From an instrument to the text.</summary>
public sealed class MetricsCollectionTests
{
    [Fact]
    public async Task CollectAsync_WhatWasRecorded_IsInTheText()
    {
        using var metrics = new MetricsCollection();
        using var meter = new Meter("Signalbox");
        var counter = meter.CreateCounter<long>("test.collected", "{event}", "Events of a test.");
        var seconds = meter.CreateHistogram<double>("test.took", "s");
        counter.Add(2, new KeyValuePair<string, object?>("source", "stripe"));
        counter.Add(3, new KeyValuePair<string, object?>("source", "stripe"));
        seconds.Record(0.003);

        var text = Encoding.UTF8.GetString((await metrics.CollectAsync(default)).Span);

        Assert.Contains("# HELP test_collected_total Events of a test.\n# TYPE test_collected_total counter\ntest_collected_total{source=\"stripe\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_took_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("test_took_seconds_bucket{le=\"0.0025\"} 0\ntest_took_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_took_seconds_bucket{le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CollectAsync_MeterOfNoInterest_IsLeftOut()
    {
        using var metrics = new MetricsCollection();
        using var meter = new Meter("Somebody.Elses");
        meter.CreateCounter<long>("test.elses").Add(1);

        Assert.DoesNotContain("test_elses", Encoding.UTF8.GetString((await metrics.CollectAsync(default)).Span), StringComparison.Ordinal);
    }
}
