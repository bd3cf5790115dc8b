using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Signalbox.Access;
using Signalbox.Backfills;
using Signalbox.Cache;
using Signalbox.Calls;
using Signalbox.Care;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Diagnosis;
using Signalbox.Feed;
using Signalbox.Gaps;
using Signalbox.Health;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Metrics;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.OpenApi;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Publishing;
using Signalbox.Reads;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Storage;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Streams;

namespace Signalbox;

/// <summary>Adds and maps everything that answers HTTP. What it reads is behind ports, which the process implements.</summary>
internal static class ApiHosting
{
    /// <summary>Adds health, metrics and the common ways of answering: what a process of any role has.</summary>
    internal static void AddApiBase(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // the answers are JSON, never a part of a page
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddSingleton<MetricsCollection>();
        services.AddSingleton<IReadinessCheck, StopReadiness>();
        services.AddApiDocument();
    }

    /// <summary>
    /// Adds ingress and API. The caller adds accounts, keys, journal, grains (if this process hosts any) and the <c>I…Queries</c>.
    /// </summary>
    internal static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddIngress();
        builder.Services.AddSingleton<DeadLetterCare>();
        builder.Services.AddSingleton<DeadLetterBatches>();
        builder.Services.AddSingleton<StreamRebuilding>();
        builder.Services.AddSingleton<StreamRefresh>();
        builder.Services.AddSingleton<CircuitCare>();
        builder.Services.AddSingleton<ObjectReading>();
        builder.Services.AddSingleton<FeedMetrics>();
        builder.Services.AddSingleton<FeedSessions>();
        builder.Services.AddSingleton<EventPublishing>();
        builder.Services.AddSingleton<IReadinessCheck, JournalReadiness>();
    }

    /// <summary>Maps health, metrics and the description; called before <see cref="MapApi"/>.</summary>
    internal static void MapApiBase(this WebApplication app)
    {
        // Begins to count now, not at the first look.
        _ = app.Services.GetRequiredService<MetricsCollection>();

        app.UseMiddleware<FaultMiddleware>();
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Maps <c>POST /ingest/{source}</c> and everything under <c>/v1</c>.</summary>
    internal static void MapApi(this WebApplication app)
    {
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseMiddleware<QueryGate>();
        app.MapIngress();
        app.MapStreams();
        app.MapRefresh();
        app.MapEvents();
        app.MapPublishing();
        app.MapEventTypes();
        app.MapProjections();
        app.MapPeople();
        app.MapDeadLetters();
        app.MapOperations();
        app.MapGaps();
        app.MapBackfills();
        app.MapReplays();
        app.MapRebuilds();
        app.MapStorage();
        app.MapProviders();
        app.MapSources();
        app.MapDestinations();
        app.MapDestinationDeliveries();
        app.MapDeliveries();
        app.MapDiagnosis();
        app.MapKeys();
        app.MapCachedObjects();
        app.MapProviderDefinitions();
        app.MapFeed();
        app.MapTokens();
    }
}
