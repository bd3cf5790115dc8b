using Signalbox.Streams;

namespace Signalbox.Providers;

/// <summary>What belongs to an account as a whole: products, prices, payouts, and all that names no customer.</summary>
[Alias("signalbox.provider-endpoint.v1")]
public interface IProviderEndpointGrain : IStreamGrain;
