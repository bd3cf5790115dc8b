using Signalbox.Streams;

namespace Signalbox.Messages;

/// <inheritdoc cref="IMessageGrain"/>
[GrainType("message"), CollectionAgeLimit(Minutes = 2)]
internal sealed class MessageGrain(StreamServices services) : StreamGrain(services), IMessageGrain;
