using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Signalbox.Access;
using Signalbox.Care;
using Signalbox.Events;
using Signalbox.Health;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.Metrics;
using Signalbox.OpenApi;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox;

/// <summary>Adds everything that answers HTTP. What it reads is behind ports, which the process implements.</summary>
internal static class ApiHosting
{
    /// <summary>
    /// Adds the endpoints' services. The caller adds <see cref="IngressOptions"/>, <see cref="IAccounts"/>, <see cref="IApiKeys"/>, the journal,
    /// the grains, <c>I…Queries</c> and further <see cref="IReadinessCheck"/>s.
    /// </summary>
    internal static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // the answers are JSON, never a part of a page
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddSingleton<IWebhookProvider, StripeWebhooks>(static _ => new StripeWebhooks());
        services.AddSingleton<Sources>();
        services.AddSingleton<IngressMetrics>();
        services.AddSingleton<IngressEndpoint>();
        services.AddSingleton<DeadLetterCare>();
        services.AddSingleton<MetricsCollection>();
        services.AddSingleton<IReadinessCheck, JournalReadiness>();
        services.AddSingleton<IReadinessCheck, StopReadiness>();
        services.AddApiDocument();
    }

    /// <summary>Maps every route.</summary>
    internal static void MapSignalbox(this WebApplication app)
    {
        // Begins to count now, not at the first look.
        _ = app.Services.GetRequiredService<MetricsCollection>();

        app.UseMiddleware<FaultMiddleware>();
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseMiddleware<QueryGate>();
        app.MapIngress();
        app.MapStreams();
        app.MapEvents();
        app.MapProjections();
        app.MapDeadLetters();
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi("/openapi/{documentName}.json");
    }
}
