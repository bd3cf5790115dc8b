using Signalbox.Streams;

namespace Signalbox.Subscriptions;

/// <inheritdoc cref="ISubscriptionGrain"/>
[GrainType("subscription"), CollectionAgeLimit(Minutes = 2)]
internal sealed class SubscriptionGrain(StreamServices services) : StreamGrain(services), ISubscriptionGrain;
