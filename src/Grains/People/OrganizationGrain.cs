using Signalbox.Streams;

namespace Signalbox.People;

/// <inheritdoc cref="IOrganizationGrain"/>
[GrainType("organization"), CollectionAgeLimit(Minutes = 2)]
internal sealed class OrganizationGrain(StreamServices services) : StreamGrain(services), IOrganizationGrain;
