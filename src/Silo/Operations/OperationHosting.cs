using Signalbox.Hosting;

namespace Signalbox.Operations;

/// <summary>Adds the calls that the product makes to providers.</summary>
internal static class OperationHosting
{
    /// <summary>Processes with grains call providers and settle what was left behind; those with the API alone record what others carry out.</summary>
    internal static void AddOperations(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<OperationOptions, OperationOptionsValidator>("Operations");
        services.AddSingleton<IOperationStore, PostgresOperationStore>();
        services.AddSingleton<IProviderCommands>(s => new StripeCommands(
            s.GetRequiredService<SignalboxSettings>(),
            roles.HasFlag(Roles.Grains) ? s.GetRequiredService<IHttpClientFactory>() : null,
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<IOperations>(static s => s.GetRequiredService<OperationRunner>());
        if (roles.HasFlag(Roles.Grains))
        {
            services.AddHostedService<OperationSettler>();
        }
    }
}
