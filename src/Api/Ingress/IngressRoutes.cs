using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Signalbox.OpenApi;

namespace Signalbox.Ingress;

/// <summary>Maps the ingress.</summary>
internal static class IngressRoutes
{
    internal static void MapIngress(this IEndpointRouteBuilder routes)
    {
        // A plain delegate on one object: what every webhook passes takes no scope, no binding and no filter.
        var ingress = routes.ServiceProvider.GetRequiredService<IngressEndpoint>();
        RequestDelegate handle = ingress.HandleAsync;
        routes.MapPost("/ingest/{source}", handle)
            .WithMetadata(handle.Method)
            .Describe("ingest", "Ingress", "Receive a webhook", "For providers. The signature is verified over the raw body; 200 is sent only after the event is on disk. On 503 the sender should send the same event again after Retry-After; that an event comes more than once does no harm.")
            .WithPath("source", "The account's name in the settings, for example stripe.")
            .AcceptsWebhook()
            .Answers<IngressReceipt>(ApiExamples.Receipt)
            .Refuses(400, 401, 404, 413, 503)
            .IsOpen();
    }
}
