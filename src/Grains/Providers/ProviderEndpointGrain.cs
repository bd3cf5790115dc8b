using Signalbox.Streams;

namespace Signalbox.Providers;

/// <inheritdoc cref="IProviderEndpointGrain"/>
[GrainType("provider-endpoint"), CollectionAgeLimit(Minutes = 2)]
internal sealed class ProviderEndpointGrain(StreamServices services) : StreamGrain(services), IProviderEndpointGrain;
