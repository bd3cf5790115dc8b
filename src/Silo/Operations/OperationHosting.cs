using Signalbox.Hosting;

namespace Signalbox.Operations;

/// <summary>Adds the calls that the product makes to providers.</summary>
internal static class OperationHosting
{
    /// <summary>Every process settles what was left behind; only those with the API begin anything new.</summary>
    internal static void AddOperations(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<OperationOptions, OperationOptionsValidator>("Operations");
        services.AddSingleton<IOperationStore, PostgresOperationStore>();
        services.AddSingleton<IProviderCommands>(static s => new StripeCommands(
            s.GetRequiredService<SignalboxSettings>(),
            new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false, UseCookies = false },
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<IOperations>(static s => s.GetRequiredService<OperationRunner>());
        services.AddHostedService<OperationSettler>();
    }
}
