using Signalbox.Streams;

namespace Signalbox.People;

/// <inheritdoc cref="IUserGrain"/>
[GrainType("user"), CollectionAgeLimit(Minutes = 2)]
internal sealed class UserGrain(StreamServices services) : StreamGrain(services), IUserGrain;
