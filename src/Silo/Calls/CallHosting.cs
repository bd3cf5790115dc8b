using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Providers;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Calls;

/// <summary>Adds the way of every request to a provider.</summary>
internal static class CallHosting
{
    /// <summary>The provider that there is.</summary>
    internal const string Stripe = "stripe";

    /// <summary>
    /// Adds the rate limits, the circuit breakers and an HTTP client for each provider, named like it. Only where grains run: they send what is
    /// sent to providers. Call after the grains have been added, whose random numbers these share.
    /// </summary>
    internal static void AddCalls(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<CallOptions, CallOptionsValidator>("Calls", new CallOptionsRules());
        services.AddSingleton<CallRules>();
        services.AddSingleton<ICallRules>(static s => s.GetRequiredService<CallRules>());
        services.AddSingleton<IRateLimitStore, PostgresRateLimitStore>();
        services.AddSingleton<ICircuitStore, PostgresCircuitStore>();
        services.AddSingleton<ISlotStore, PostgresSlotStore>();
        if (!roles.HasFlag(Roles.Grains))
        {
            return;
        }

        services.AddSingleton<CallSlots>();
        services.AddHostedService(static s => s.GetRequiredService<CallSlots>());
        services.AddSingleton<LimiterMetrics>();
        services.AddSingleton<CallServices>();
        services.AddSingleton<ICallPermits, CallPermits>();
        services.AddSingleton<ICallBreaker, CallBreaker>();
        services.AddSingleton<CallMetrics>();
        services.AddKeyedSingleton<IProviderAnswers>(Stripe, StripeAnswers.Instance);
        services.AddKeyedSingleton(Stripe, static (provider, key) => PipelineOf(provider, (string)key!));
        services.AddHttpClient(Stripe).AddProviderCalls(Stripe);
        services.AddSingleton<StripeClients>();
    }

    /// <summary>Makes a client's requests go through a provider's pipeline.</summary>
    /// <param name="client">The client.</param>
    /// <param name="provider">The provider's name.</param>
    internal static IHttpClientBuilder AddProviderCalls(this IHttpClientBuilder client, string provider) => client
        .ConfigureHttpClient(static http => http.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
        {
            // Clients live as long as the process: this is how they learn of a new address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            PlaintextStreamFilter = ConnectionPermits.FilterAsync,
        })
        .AddHttpMessageHandler(services => new ProviderCallHandler(services.GetRequiredKeyedService<ProviderPipeline>(provider)))

        // They log addresses, which hold ids and queries. The pipeline logs each call.
        .RemoveAllLoggers();

    private static ProviderPipeline PipelineOf(IServiceProvider services, string provider)
    {
        var options = services.GetRequiredService<IOptions<CallOptions>>().Value;
        return new ProviderPipeline(
            provider,
            new ProviderCallSettings(
                options.TotalTimeout, options.AttemptTimeout, options.Retries, options.FirstRetry, options.LongestRetry, options.MaxResponseBytes),
            services.GetRequiredService<ICallPermits>(),
            services.GetRequiredService<ICallBreaker>(),
            services.GetKeyedService<IProviderAnswers>(provider) ?? CommonAnswers.Instance,
            services.GetRequiredService<CallMetrics>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Random>(),
            services.GetRequiredService<ILogger<ProviderPipeline>>());
    }
}
