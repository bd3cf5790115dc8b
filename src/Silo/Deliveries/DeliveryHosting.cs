using Microsoft.Extensions.Options;
using Signalbox.Hosting;

namespace Signalbox.Deliveries;

/// <summary>Adds the way of events out to destinations.</summary>
internal static class DeliveryHosting
{
    /// <summary>Where grains run: they deliver. Call after the grains and the sender have been added.</summary>
    internal static void AddDeliveries(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<DestinationOptions, DestinationOptionsValidator>("Destinations");
        services.AddSingleton<IOutgoingEvents, OutgoingEvents>();
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
