using Signalbox.Streams;

namespace Signalbox.Subscriptions;

/// <summary>One subscription of an account, with its invoices.</summary>
[Alias("signalbox.subscription.v1")]
public interface ISubscriptionGrain : IStreamGrain;
