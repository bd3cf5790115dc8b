using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Health;

/// <summary><c>/health</c>: for whoever starts, restarts and balances processes.</summary>
internal static class HealthEndpoints
{
    private const string Ok = "ok";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => TypedResults.Ok(new HealthReport(Ok, Checks: null)))
            .Describe("getLiveness", "Health", "Alive", "Always 200: a process that cannot answer this should be restarted. Says nothing of the database.")
            .WithQuery()
            .Answers<HealthReport>(ApiExamples.Live)
            .IsOpen();

        routes.MapGet("/health/ready", GetReadinessAsync)
            .Describe("getReadiness", "Health", "Ready", "200 if the process should get requests, otherwise 503 with the checks that fail: the database answers and its schema is this program's (database), the append queue has room (append_queue), the process is not stopping (running).")
            .WithQuery()
            .Answers<HealthReport>(ApiExamples.Ready)
            .Answers<HealthReport>(ApiExamples.NotReady, 503)
            .IsOpen();
    }

    private static async Task<IResult> GetReadinessAsync(IEnumerable<IReadinessCheck> checks, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        foreach (var check in checks)
        {
            found[check.Name] = await check.FindFaultAsync(cancellationToken) ?? Ok;
        }

        var ready = found.Values.All(static v => v == Ok);
        return TypedResults.Json(new HealthReport(ready ? Ok : "unavailable", found), ApiJson.Default.HealthReport, statusCode: ready ? 200 : 503);
    }
}
