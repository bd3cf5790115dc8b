using Signalbox.Customers;
using Signalbox.Messages;
using Signalbox.People;
using Signalbox.Providers;
using Signalbox.Subscriptions;

namespace Signalbox.Streams;

/// <summary>Which grain a stream belongs to.</summary>
public static class StreamGrains
{
    /// <summary>The grain of a stream, by the kind in its key; a kind without a grain of its own belongs to the provider's endpoint.</summary>
    public static IStreamGrain Get(IGrainFactory grains, string stream)
    {
        var kind = stream.AsSpan(stream.IndexOf('/', StringComparison.Ordinal) + 1);
        return kind[..kind.IndexOf('/')] switch
        {
            StreamKinds.Customer => grains.GetGrain<ICustomerGrain>(stream),
            StreamKinds.Subscription => grains.GetGrain<ISubscriptionGrain>(stream),
            StreamKinds.User => grains.GetGrain<IUserGrain>(stream),
            StreamKinds.Organization => grains.GetGrain<IOrganizationGrain>(stream),
            StreamKinds.Message => grains.GetGrain<IMessageGrain>(stream),
            _ => grains.GetGrain<IProviderEndpointGrain>(stream),
        };
    }
}
