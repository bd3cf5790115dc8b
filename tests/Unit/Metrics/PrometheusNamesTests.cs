using Signalbox.Metrics;

namespace Signalbox.Tests.Unit.Metrics;

/// <summary>Instruments' names as Prometheus wants them.</summary>
public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("signalbox.ingress.duration", "s", false, "signalbox_ingress_duration_seconds")]
    [InlineData("signalbox.ingress.accepted", "{event}", true, "signalbox_ingress_accepted_total")]
    [InlineData("orleans-catalog-activations", null, false, "orleans_catalog_activations")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", true, "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("pauses_seconds", "s", false, "pauses_seconds")]
    [InlineData("hits_total", "1", true, "hits_total")]
    [InlineData("cpu", "1", false, "cpu_ratio")]
    [InlineData("2xx..rate", "", false, "_2xx_rate")]
    public void Family_Instrument_HasUnitAndTotal(string name, string? unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusNames.Family(name, unit, isCounter));
}
