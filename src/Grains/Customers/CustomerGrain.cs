using Signalbox.Streams;

namespace Signalbox.Customers;

/// <inheritdoc cref="ICustomerGrain"/>
[GrainType("customer"), CollectionAgeLimit(Minutes = 2)]
internal sealed class CustomerGrain(StreamServices services) : StreamGrain(services), ICustomerGrain;
