using Microsoft.Extensions.Options;
using Signalbox.Calls;
using Signalbox.Hosting;

namespace Signalbox.Operations;

/// <summary>Adds the calls that the product makes to providers.</summary>
internal static class OperationHosting
{
    /// <summary>
    /// Processes with grains call providers and settle what was left behind; those with the API alone record what others carry out. Call after
    /// the calls have been added, whose HTTP clients get one more handler behind theirs.
    /// </summary>
    internal static void AddOperations(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<OperationOptions, OperationOptionsValidator>("Operations", new OperationOptionsRules());
        services.AddSingleton<IOperationStore, PostgresOperationStore>();
        services.AddSingleton<IPaymentOwners, PostgresPaymentOwners>();
        services.AddSingleton<OperationStreams>();
        if (roles.HasFlag(Roles.Grains))
        {
            services.AddHttpClient(CallHosting.Stripe).AddHttpMessageHandler(static () => new SentRequests.Handler());
            services.AddSingleton<IProviderCommands, StripeCommands>();
            services.AddSingleton<AnswerKeeper>();
            services.AddSingleton<OperationRetries>();
            services.AddSingleton<IOperationAttempts, OperationAttempts>();
            services.AddSingleton<OperationRouter>();
            services.AddHostedService<OperationSettler>();
            services.AddHostedService<OperationRetention>();
        }
        else
        {
            services.AddSingleton<IProviderCommands, NoCommands>();
        }

        services.AddSingleton<IOperations>(static s => new OperationRunner(
            s.GetRequiredService<IOperationStore>(),
            s.GetRequiredService<IProviderCommands>(),
            s.GetRequiredService<OperationStreams>(),
            s.GetService<OperationRouter>(),
            s.GetRequiredService<IOptions<OperationOptions>>(),
            s.GetRequiredService<TimeProvider>()));
    }
}
