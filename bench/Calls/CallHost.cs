using System.Net;
using Signalbox.Calls;
using Signalbox.Deliveries;
using Signalbox.Feed;
using Signalbox.Hosting;
using Signalbox.Postgres;
using Signalbox.Providers.Calls;
using Signalbox.Streams;

namespace Signalbox.Bench.Calls;

/// <summary>The product's way to a provider, and a server that stands for the provider.</summary>
internal sealed class CallHost : IAsyncDisposable
{
    private const string Account = "stripe";
    private static readonly byte[] Answer = "{\"id\":\"cus_1\",\"object\":\"customer\",\"balance\":0,\"currency\":\"eur\",\"livemode\":false}"u8.ToArray();

    private readonly WebApplication _product;
    private readonly WebApplication _provider;
    private readonly string _folder;
    private readonly Uri _address;

    private CallHost(WebApplication product, WebApplication provider, string folder)
    {
        (_product, _provider, _folder) = (product, provider, folder);
        _address = new Uri(new Uri(provider.Urls.First()), "/v1/customers/cus_1");
        Product = product.Services.GetRequiredService<IHttpClientFactory>().CreateClient(CallHosting.Stripe);

        // The connections' settings are the product's.
        Bare = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false, UseCookies = false });
    }

    /// <summary>Goes through the pipeline.</summary>
    internal HttpClient Product { get; }

    /// <summary>Goes straight to the server.</summary>
    internal HttpClient Bare { get; }

    /// <param name="folder">Where PostgreSQL's files go; made, and deleted at the end.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    internal static async Task<CallHost> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var server = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        server.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        var provider = server.Build();
        provider.Run(static context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            return context.Response.Body.WriteAsync(Answer).AsTask();
        });
        await provider.StartAsync(cancellationToken);

        // Limits that nobody comes near: permits are at hand, though they are still counted, in batches, by the row.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(
        [
            new("SIGNALBOX_DATA", folder),
            new("Signalbox:Accounts:stripe:WebhookSecrets:0", "whsec_bench_not_a_real_secret"),
            new("Signalbox:Accounts:stripe:ApiKey", "sk_test_bench_not_a_real_key"),
            new("Signalbox:Accounts:stripe:RequestsPerSecond", "1000000"),
        ]);
        builder.Logging.ClearProviders().AddProvider(new QuietLog());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var settings = builder.AddSignalboxSettings();
        builder.AddPostgres(settings);
        builder.AddStreams(Roles.Grains);
        builder.AddFeed(Roles.Grains);
        builder.AddDeliverySending();
        builder.AddDeliveries(Roles.Grains);
        builder.AddCalls(Roles.Grains);
        builder.CheckSettings();
        var product = builder.Build();
        product.Services.PrepareDatabase();
        await product.StartAsync(cancellationToken);
        return new CallHost(product, provider, folder);
    }

    /// <summary>A request as a client of the product sends it; the bare one's has the same options, which nobody reads.</summary>
    internal HttpRequestMessage NewRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk_test_bench_not_a_real_key");
        request.Options.Set(ProviderCall.Account, Account);
        request.Options.Set(ProviderCall.Operation, "customers.retrieve");
        request.Options.Set(ProviderCall.LimitClass, "customers.retrieve");
        request.Options.Set(ProviderCall.ReadsRefusals, true);
        return request;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Product.Dispose();
        Bare.Dispose();
        await _product.StopAsync(CancellationToken.None);
        await _product.DisposeAsync();
        await _provider.StopAsync(CancellationToken.None);
        await _provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Takes what the product's console takes with its own settings, from Information on, and prints nothing but trouble.</summary>
    private sealed class QuietLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        IDisposable? ILogger.BeginScope<TState>(TState state) => null;

        bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                Console.Error.WriteLine(formatter(state, exception));
            }
        }
    }
}
