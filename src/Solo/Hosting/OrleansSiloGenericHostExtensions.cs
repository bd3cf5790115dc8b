using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Puts a host of grains into an application.</summary>
public static class OrleansSiloGenericHostExtensions
{
    /// <summary>
    /// Adds the host of grains: <see cref="IGrainFactory"/> and <see cref="IClusterClient"/> are in the container, time comes from the
    /// container's <see cref="TimeProvider"/> if it has one. Calling it again adds to the same host.
    /// </summary>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        var services = hostAppBuilder.Services;
        if (services.All(service => service.ServiceType != typeof(Silo)))
        {
            AddOptions(services);
            services.AddMetrics();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<Silo>();
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().Factory);
            services.AddTransient(_ => RuntimeContext.Current
                ?? throw new InvalidOperationException("There is a grain context only in the code of a grain."));
            services.AddHostedService<SiloService>();
        }

        configureDelegate(new SiloBuilder(services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <inheritdoc cref="UseOrleans(IHostApplicationBuilder, Action{ISiloBuilder})"/>
    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) => hostAppBuilder.UseOrleans(_ => { });

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<SiloMessagingOptions>()
            .Validate(options => IsDuration(options.ResponseTimeout), "SiloMessagingOptions.ResponseTimeout must be more than zero.")
            .Validate(options => options.MaxForwardCount >= 0, "SiloMessagingOptions.MaxForwardCount must be 0 or more.")
            .ValidateOnStart();
        services.AddOptions<GrainCollectionOptions>()
            .Validate(options => options.CollectionQuantum > TimeSpan.Zero, "GrainCollectionOptions.CollectionQuantum must be more than zero.")
            .Validate(options => options.CollectionAge > options.CollectionQuantum, "GrainCollectionOptions.CollectionAge must be more than CollectionQuantum.")
            .Validate(options => IsDuration(options.ActivationTimeout), "GrainCollectionOptions.ActivationTimeout must be more than zero.")
            .Validate(options => IsDuration(options.DeactivationTimeout), "GrainCollectionOptions.DeactivationTimeout must be more than zero.")
            .ValidateOnStart();
    }

    private static bool IsDuration(TimeSpan span) => span > TimeSpan.Zero || span == Timeout.InfiniteTimeSpan;
}
