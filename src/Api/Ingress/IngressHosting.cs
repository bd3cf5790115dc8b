using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Signalbox.Diagnosis;
using Signalbox.OpenApi;
using Signalbox.Providers.Definitions;
using Signalbox.Rejections;

namespace Signalbox.Ingress;

/// <summary>Adds and maps the ingress.</summary>
public static class IngressHosting
{
    /// <summary>Adds what the ingress needs, and, unless there is one already, a catalog of the providers that are built in.</summary>
    public static void AddIngress(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<ProviderCatalog>();
        builder.Services.AddSingleton<SecretUses>();
        builder.Services.AddSingleton<Sources>();
        builder.Services.AddSingleton<IngressMetrics>();
        builder.Services.AddSingleton<BodyBudget>();
        builder.Services.AddSingleton<BodyIntake>();
        builder.Services.AddSingleton<SourceShares>();
        builder.Services.AddSingleton<ClientLimits>();
        builder.Services.AddSingleton<RejectionSample>();
        builder.Services.AddSingleton<RefusedWebhooks>();
        builder.Services.AddSingleton<SourceDiagnosis>();
        builder.Services.AddSingleton<IngressEndpoint>();
    }

    /// <summary>Maps <c>POST /ingest/{source}</c>.</summary>
    public static IEndpointConventionBuilder MapIngress(this IEndpointRouteBuilder endpoints)
    {
        // A plain delegate on one object: what every webhook passes takes no scope, no binding and no filter. Its method, given by hand,
        // is what puts it into the description of the API.
        RequestDelegate handle = endpoints.ServiceProvider.GetRequiredService<IngressEndpoint>().HandleAsync;
        return endpoints.MapPost("/ingest/{source}", handle)
            .WithMetadata(handle.Method)
            .DisableHttpMetrics() // IngressMetrics counts and times these, with the reason; the general ones would cost most of a microsecond each
            .Describe("ingest", "Ingress", "Receive a webhook", "For providers. The signature is verified over the raw body; 200 is sent only after the event is on disk. On 503 the sender should send the same event again after Retry-After: that an event comes more than once does no harm.")
            .WithPath("source", "The source's name, for example stripe.")
            .AcceptsWebhook()
            .Answers<IngressReceipt>(ApiExamples.Receipt)
            .Refuses(400, 401, 403, 404, 408, 413, 429, 503)
            .IsOpen();
    }
}
