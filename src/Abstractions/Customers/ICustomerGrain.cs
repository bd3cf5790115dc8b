using Signalbox.Streams;

namespace Signalbox.Customers;

/// <summary>Everything about one customer of an account, except what belongs to one of its subscriptions.</summary>
[Alias("signalbox.customer.v1")]
public interface ICustomerGrain : IStreamGrain;
