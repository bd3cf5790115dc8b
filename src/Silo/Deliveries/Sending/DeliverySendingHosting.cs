using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Providers.Outbound;

namespace Signalbox.Deliveries;

/// <summary>Adds the sending of deliveries.</summary>
internal static class DeliverySendingHosting
{
    /// <summary>
    /// Adds <see cref="OutboundPolicy"/>, by which the API judges what destinations are made with, and the sender. Nothing is opened before the
    /// first request, so that a process that sends nothing has nothing of it.
    /// </summary>
    internal static void AddDeliverySending(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<DeliveryOptions, DeliveryOptionsValidator>("Deliveries", new DeliveryOptionsRules());
        services.AddSingleton(static s => s.GetRequiredService<IOptions<DeliveryOptions>>().Value.ToPolicy());
        services.AddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton<IDeliverySender>(static s =>
        {
            var options = s.GetRequiredService<IOptions<DeliveryOptions>>().Value;
            var (policy, time) = (s.GetRequiredService<OutboundPolicy>(), s.GetRequiredService<TimeProvider>());
            var connector = new CheckedConnector(s.GetRequiredService<INameResolver>(), policy, options.ConnectTimeout, time);
            return new DeliverySender(DeliveryHandler.Create(connector, options.ConnectTimeout), new DeliveryRequests(options.PublicUrl), policy, time);
        });
    }
}
