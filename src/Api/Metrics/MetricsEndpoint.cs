using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.OpenApi;

namespace Signalbox.Metrics;

/// <summary><c>/metrics</c>: for Prometheus and what reads its format.</summary>
internal static class MetricsEndpoint
{
    internal static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", GetAsync)
            .Describe("getMetrics", "Health", "Metrics", "What this process counts, in Prometheus' text format 0.0.4. Each process counts for itself.")
            .AnswersText()
            .IsOpen();

    private static async Task<IResult> GetAsync(MetricsCollection metrics, CancellationToken cancellationToken) =>
        TypedResults.Bytes(await metrics.CollectAsync(cancellationToken), PrometheusWriter.ContentType);
}
