using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Ingress;

/// <summary>Adds and maps the ingress.</summary>
public static class IngressHosting
{
    /// <summary>Adds what the ingress needs, and the providers that are built in.</summary>
    public static void AddIngress(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IWebhookProvider>(new StripeWebhooks());
        builder.Services.AddSingleton<Sources>();
        builder.Services.AddSingleton<IngressMetrics>();
        builder.Services.AddSingleton<IngressEndpoint>();
    }

    /// <summary>Maps <c>POST /ingest/{source}</c>.</summary>
    public static IEndpointConventionBuilder MapIngress(this IEndpointRouteBuilder endpoints)
    {
        var ingress = endpoints.ServiceProvider.GetRequiredService<IngressEndpoint>();
        return endpoints.MapPost("/ingest/{source}", (RequestDelegate)ingress.HandleAsync);
    }
}
