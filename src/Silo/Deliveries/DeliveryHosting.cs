using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Signalbox.Hosting;
using Signalbox.Postgres;

namespace Signalbox.Deliveries;

/// <summary>Adds the way of events out to destinations.</summary>
internal static class DeliveryHosting
{
    /// <summary>Where grains run: they deliver; with the API, people see and care. Call after the grains and the sender have been added.</summary>
    internal static void AddDeliveries(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<DestinationOptions, DestinationOptionsValidator>("Destinations");
        services.AddSingleton<IOutgoingEvents, OutgoingEvents>();
        services.AddSingleton<HeldLeases>();
        if (roles.HasFlag(Roles.Api))
        {
            services.AddSingleton(static s => new DeliveryCalls(s.GetRequiredService<ProcessWakes>(), s.GetService<DeliveryWakes>()));
            services.AddSingleton<IDeliveryQueries>(static s => new PostgresDeliveryQueries(
                s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<HeldLeases>(), s.GetService<IGrainFactory>()));
            services.AddSingleton<DeliveryChanges>();
            services.AddSingleton<DeliveryResending>();
            services.AddSingleton<IDeliveryCare, DeliveryCare>();
        }

        if (!roles.HasFlag(Roles.Grains))
        {
            return;
        }

        services.AddSingleton<IDeliveryStore, PostgresDeliveryStore>();
        services.AddSingleton<IDeliveryLedger>(static s => s.GetRequiredService<DeliveryLedger>());
        services.AddSingleton<IDestinationNews, DestinationNews>();
        services.AddSingleton<SendingSlots>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton(static s => s.GetRequiredService<IOptions<DestinationOptions>>().Value);
        services.AddSingleton<DeliveryServices>();
        services.AddHostedService<DeliveryScan>();
    }
}
