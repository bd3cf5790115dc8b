using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Signalbox.Metrics;

/// <summary>Adds up what the process's meters record, and gives it as text. Safe for any number of callers at once, who are served in turn.</summary>
internal sealed class MetricsCollection : IDisposable
{
    // From half a millisecond (a fast answer) to half a minute (a timeout).
    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] Counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

    // What tells requests apart; scheme and protocol would only multiply the series.
    private static readonly string[] RequestTags = ["http.request.method", "http.route", "http.response.status_code", "error.type"];

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly PrometheusExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    public MetricsCollection()
    {
        _reader = new BaseExportingMetricReader(_exporter);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Signalbox", "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddView(View)
            .AddReader(_reader)
            .Build();
    }

    /// <summary>The current values in Prometheus' text format.</summary>
    internal async Task<ReadOnlyMemory<byte>> CollectAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _reader.Collect() ? _exporter.Latest : throw new InvalidOperationException("The meters could not be collected.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Also disposes of reader and exporter.
        _provider.Dispose();
        _turn.Dispose();
    }

    internal static MetricStreamConfiguration? View(Instrument instrument)
    {
        if (instrument.GetType() is not { IsGenericType: true } type || type.GetGenericTypeDefinition() != typeof(Histogram<>))
        {
            return null;
        }

        return new ExplicitBucketHistogramConfiguration
        {
            Boundaries = instrument.Unit == "s" ? Seconds : Counts,
            RecordMinMax = false,
            TagKeys = instrument.Name == "http.server.request.duration" ? RequestTags : null,
        };
    }
}
