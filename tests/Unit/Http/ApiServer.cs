using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signalbox.Access;
using Signalbox.Backfills;
using Signalbox.Calls;
using Signalbox.Care;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Feed;
using Signalbox.Gaps;
using Signalbox.Ingress;
using Signalbox.Journal;
using Signalbox.Operations;
using Signalbox.People;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Outbound;
using Signalbox.Publishing;
using Signalbox.Rejections;
using Signalbox.Rebuilds;
using Signalbox.Replays;
using Signalbox.Storage;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Streams;
using Signalbox.Tests.Unit.Deliveries;
using Signalbox.Tests.Unit.Destinations;
using Signalbox.Tests.Unit.Feed;
using Signalbox.Tests.Unit.Publishing;

namespace Signalbox.Tests.Unit.Http;

/// <summary>The whole HTTP surface on a free port of this machine, with nothing behind it but <see cref="FakeStores"/>. One for all tests of a class.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    internal const string Key = "sbx_test_only_key";

    private WebApplication _app = null!;

    internal FakeStores Stores { get; } = new();

    internal FakeDestinationAdmin Destinations { get; } = new();

    internal FakeDeliveries Deliveries { get; } = new();

    internal FakeFeed Feed { get; } = new();

    internal FakeEventTypes EventTypes { get; } = new();

    /// <summary>Every route as it is mapped.</summary>
    internal IReadOnlyList<RouteEndpoint> Routes => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>A client that sends the key.</summary>
    internal HttpClient NewClient()
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddApiBase();
        builder.AddApi();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IAccounts>(Stores);
        builder.Services.AddSingleton<IApiKeys>(Stores);
        builder.Services.AddSingleton<IJournal>(Stores);
        builder.Services.AddSingleton<IStreamQueries>(Stores);
        builder.Services.AddSingleton<IEventQueries>(Stores);
        builder.Services.AddSingleton<IProjectionQueries>(Stores);
        builder.Services.AddSingleton<IDeadLetterQueries>(Stores);
        builder.Services.AddSingleton<IOperations>(Stores);
        builder.Services.AddSingleton<IGapQueries>(Stores);
        builder.Services.AddSingleton<IBackfills>(Stores);
        builder.Services.AddSingleton<IProviderQueries>(Stores);
        builder.Services.AddSingleton<IPeopleQueries>(Stores);
        builder.Services.AddSingleton<IReplays>(Stores);
        builder.Services.AddSingleton<IRebuilds>(Stores);
        builder.Services.AddSingleton<IStorageQueries>(Stores);
        builder.Services.AddSingleton<ISources>(Stores);
        builder.Services.AddSingleton<IDestinationAdmin>(Destinations);
        builder.Services.AddSingleton<IDeliveryQueries>(Deliveries);
        builder.Services.AddSingleton<IDeliveryCare>(Deliveries);
        builder.Services.AddSingleton<IEventTypes>(EventTypes);
        builder.Services.AddSingleton(OutboundPolicy.Default);
        builder.Services.AddSingleton<IKeyRing>(Stores);
        builder.Services.AddSingleton<IRejections>(Stores);
        builder.Services.AddSingleton<IStoredDefinitions>(Stores);
        builder.Services.AddSingleton<IFeed>(Feed);
        builder.Services.AddSingleton<IReadTokens>(Feed);
        builder.Services.Configure<IngressOptions>(static ingress => ingress.BodyTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.MapApiBase();
        _app.MapApi();
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
